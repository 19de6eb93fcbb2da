//! The list of phone users, `GET {baseUrl}/phone/users`, page by page: which page comes next, when the list begins
//! again, and whether a page is valid. Users stay with the caller; this module counts those that are new.

mod page;

pub use page::{PageCheck, check_page};

/// How often in a row the list begins again without a new user in between.
const MOST_RESTARTS: u32 = 3;
/// Pages in a row without a new user that are read beyond those that have had one: a list that begins again reads these
/// once more.
const MOST_EMPTY_PAGES: u32 = 100;

crate::numbered! {
    /// What follows from a page.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum AfterPage {
        /// Ask for the next page, by the token of this one.
        Next,
        /// It was the last page.
        Done,
        /// The list does not advance: its tokens lead round in a circle, or to pages without an end.
        Stuck,
    }
}

/// The state of a list that is being read.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Restarts since the last new user.
    restarts: u32,
    /// Pages that had a new user, and those without one since.
    useful: u32,
    empty: u32,
    /// A token of this round, and how many pages ago it came: by Brent's algorithm each circle meets it.
    milestone: String,
    since: u32,
    span: u32,
}

impl List {
    /// A list of which nothing has been read.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what follows from a page with so many new users, and this token of the next page.
    pub fn page(&mut self, next_token: &str, new_users: u32) -> AfterPage {
        if new_users > 0 {
            (self.restarts, self.empty) = (0, 0);
            self.useful += 1;
        } else {
            self.empty += 1;
        }
        if next_token.is_empty() {
            return AfterPage::Done;
        }
        if next_token == self.milestone || self.empty > self.useful + MOST_EMPTY_PAGES {
            return AfterPage::Stuck;
        }
        self.since += 1;
        if self.since >= self.span {
            self.milestone = next_token.into();
            (self.since, self.span) = (0, (2 * self.span).max(1));
        }
        AfterPage::Next
    }

    /// Whether the list is to begin again after this failure of a page that was asked for by a token: its token is
    /// invalid or has expired. `said` is what Zoom says of it.
    pub fn begins_again(&mut self, zoom_code: Option<i64>, said: &str) -> bool {
        // Not by `str::contains`, whose search would move into the part that every call loads.
        let mentions = |word: &[u8]| said.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
        let is_of_token = match zoom_code {
            Some(400) => true,
            Some(300) => mentions(b"page") && mentions(b"token"),
            _ => false,
        };
        if !is_of_token || self.restarts >= MOST_RESTARTS {
            return false;
        }
        self.restarts += 1;
        self.milestone.clear();
        (self.since, self.span) = (0, 0);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_until_a_page_has_no_token() {
        let mut list = List::new();
        for page in 0..1_000 {
            assert_eq!(list.page(&page.to_string(), 100), AfterPage::Next);
        }
        assert_eq!(list.page("", 1), AfterPage::Done);
        assert_eq!(List::new().page("", 0), AfterPage::Done);
    }

    #[test]
    fn tokens_that_lead_round_in_a_circle_are_found() {
        for tail in [0, 1, 7] {
            for circle in [1, 2, 3, 10, 100] {
                let mut list = List::new();
                let token = |page: u32| if page < tail { page } else { tail + (page - tail) % circle }.to_string();
                let pages = (0..).take_while(|page| list.page(&token(*page), 1) == AfterPage::Next).count();
                assert!(pages < 3 * (tail + circle) as usize + 3, "{tail} {circle}: {pages}");
            }
        }
    }

    #[test]
    fn pages_without_an_end_are_found() {
        let mut list = List::new();
        assert_eq!(list.page("first", 5), AfterPage::Next);
        let pages = (0..).take_while(|page: &u32| list.page(&page.to_string(), 0) == AfterPage::Next).count();
        assert_eq!(pages, 101);
    }

    #[test]
    fn a_token_that_has_expired_begins_the_list_again_and_not_for_ever() {
        let mut list = List::new();
        list.page("a", 100);
        for _ in 0..3 {
            assert!(list.begins_again(Some(300), "The next page token is invalid or expired."));
            assert_eq!(list.page("a", 0), AfterPage::Next, "the same token is no circle");
        }
        assert!(!list.begins_again(Some(300), "The next_page_token has expired."));
        list.page("b", 1);
        assert!(list.begins_again(Some(400), "Bad request."), "a new user is progress");
    }

    #[test]
    fn other_failures_do_not_begin_it_again() {
        for (code, said) in [
            (None, "page token"),
            (Some(124), "page token"),
            (Some(300), "Invalid site."),
            (Some(300), "Invalid page."),
            (Some(300), "Invalid token."),
        ] {
            assert!(!List::new().begins_again(code, said), "{code:?} {said}");
        }
    }
}
