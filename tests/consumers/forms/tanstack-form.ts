// TanStack Form: the schema as a validator.

import { FormApi } from "@tanstack/form-core";
import { type UserProfile, userProfileSchema } from "zoom-phone-profile";

/** Submits a form of these values. Returns the profile, or the messages by field. */
export async function submitWithTanStackForm(defaultValues: UserProfile): Promise<UserProfile | string> {
  let submitted: UserProfile | undefined;
  const form = new FormApi({
    defaultValues,
    validators: { onSubmit: userProfileSchema },
    onSubmit: ({ value }) => {
      submitted = value;
    },
  });
  const unmount = form.mount();
  await form.handleSubmit();
  const errors = JSON.stringify(form.state.errors);
  unmount();
  return submitted ?? errors;
}
