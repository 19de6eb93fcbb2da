// React Hook Form: the schema by the resolver for Standard Schemas, within a component.

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { type FieldErrors, useForm } from "react-hook-form";
import { type UserProfile, userProfileSchema } from "zoom-phone-profile";

interface Submitted {
  valid?: UserProfile;
  errors?: FieldErrors<UserProfile>;
}

interface ProfileFormProps {
  values: UserProfile;
  /** Receives what submits the form. */
  onReady: (submit: () => Promise<Submitted>) => void;
}

function ProfileForm({ values, onReady }: ProfileFormProps): ReactElement {
  const { register, handleSubmit } = useForm({
    resolver: standardSchemaResolver(userProfileSchema),
    defaultValues: values,
  });
  onReady(
    () =>
      new Promise((resolve) => {
        void handleSubmit(
          (valid) => resolve({ valid }),
          (errors) => resolve({ errors }),
        )();
      }),
  );
  return createElement("form", null, createElement("input", register("policy.sms.enable")));
}

/** Renders a form of these values and submits it. */
export async function submitWithReactHookForm(values: UserProfile): Promise<Submitted> {
  let submit: (() => Promise<Submitted>) | undefined;
  const onReady: ProfileFormProps["onReady"] = (ready) => {
    submit = ready;
  };
  const html = renderToString(createElement(ProfileForm, { values, onReady }));
  if (!html.includes('name="policy.sms.enable"')) throw new Error(`the form has no field: ${html}`);
  return (await submit?.()) ?? {};
}
