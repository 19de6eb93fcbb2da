import Profile from "./profile.js";

export default function Page() {
  return <Profile />;
}
