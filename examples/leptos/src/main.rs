//! One screen: a user's ID, profile, policies, and errors with what to do about them.

use leptos::prelude::*;
use zoom_phone_profile::fetch::{AbortHandle, Options, get_user_profile};
use zoom_phone_profile::{Error, UserProfile};
#[cfg(feature = "policies")]
use zoom_phone_profile::{PolicyEntry, PolicyState, summarize_policy};

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(App);
}

/// The options of each call: the page's own server adds the token, so that nobody who opens the page can read it.
fn options(abort: &AbortHandle) -> Options {
    Options { base_url: "zoom".into(), abort: Some(abort.clone()), ..Options::default() }
}

#[component]
fn App() -> impl IntoView {
    let user_id = RwSignal::new(String::new());
    let abort = StoredValue::new_local(AbortHandle::default());
    let call = Action::new_local(move |user_id: &String| {
        // The call for the user before is of no use any more.
        abort.get_value().abort();
        abort.set_value(AbortHandle::default());
        let (user_id, options) = (user_id.clone(), options(&abort.get_value()));
        async move { get_user_profile(&user_id, &options).await }
    });
    let (is_pending, outcome) = (call.pending(), call.value());
    view! {
        <h1>"Phone profile"</h1>
        <form on:submit=move |event| {
            event.prevent_default();
            call.dispatch_local(user_id.get());
        }>
            <label>"User ID or email " <input name="user" bind:value=user_id /></label>
            <button>"Show"</button>
        </form>
        <p role="status">{move || if is_pending.get() { "Loading…" } else { "" }}</p>
        {move || match outcome.get().filter(|_| !is_pending.get()) {
            None => ().into_any(),
            Some(Ok(profile)) => view! { <Profile profile /> }.into_any(),
            Some(Err(error)) => view! { <Failure error /> }.into_any(),
        }}
    }
}

#[component]
fn Profile(profile: UserProfile) -> impl IntoView {
    #[cfg(feature = "policies")]
    let policies = view! { <Policies profile=profile.clone() /> };
    #[cfg(not(feature = "policies"))]
    let policies = ();
    let facts = [
        ("Email", profile.email),
        ("Status", profile.status.map(|status| status.to_string())),
        ("Department", profile.department),
        ("Cost center", profile.cost_center),
    ];
    view! {
        <section aria-label="Profile">
            <dl>
                {facts
                    .into_iter()
                    .filter_map(|(name, value)| Some(view! { <dt>{name}</dt> <dd>{value?}</dd> }))
                    .collect_view()}
            </dl>
        </section>
        {policies}
    }
}

#[cfg(feature = "policies")]
#[component]
fn Policies(profile: UserProfile) -> impl IntoView {
    let summary = summarize_policy(&profile);
    let counts = summary.counts;
    view! {
        <table>
            <caption>{format!("{} on, {} off, {} locked", counts.on, counts.off, counts.locked)}</caption>
            <tbody>{summary.entries.into_iter().map(|entry| view! { <Policy entry /> }).collect_view()}</tbody>
        </table>
    }
}

#[cfg(feature = "policies")]
#[component]
fn Policy(entry: PolicyEntry) -> impl IntoView {
    let state = match entry.state {
        PolicyState::On => "On",
        PolicyState::Off => "Off",
        PolicyState::Unknown => "Not stated",
    };
    view! {
        <tr>
            <th scope="row">{entry.label}</th>
            <td>{state}</td>
            <td>{entry.text}</td>
        </tr>
    }
}

/// What happened, what to do, and what is wrong with the reply if it is no valid profile.
#[component]
fn Failure(error: Error) -> impl IntoView {
    let issues = match &error {
        Error::Failed(failure) => failure.issues.clone(),
        _ => Vec::new(),
    };
    view! {
        <section role="alert">
            <p>{error.to_string()}</p>
            <p class="hint">{error.hint().to_owned()}</p>
            <ul>{issues.into_iter().map(|issue| view! { <li>{issue.message}</li> }).collect_view()}</ul>
        </section>
    }
}
