//! A handle that aborts calls.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::{Context, Waker};

/// Aborts the calls whose options hold it or a clone of it, and all that start later.
///
/// ```no_run
/// # use zoom_phone_profile::fetch::{AbortHandle, Options};
/// let abort = AbortHandle::default();
/// let options = Options { abort: Some(abort.clone()), ..Options::default() };
/// // Once the view is gone:
/// abort.abort();
/// ```
#[derive(Debug, Clone, Default)]
pub struct AbortHandle(Rc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    is_aborted: Cell<bool>,
    last_key: Cell<u64>,
    wakers: RefCell<BTreeMap<u64, Waker>>,
}

impl AbortHandle {
    /// Aborts the calls. Has no effect on those that are settled.
    pub fn abort(&self) {
        self.0.is_aborted.set(true);
        // Taken out first: who is woken may drop its listener at once.
        let wakers = self.0.wakers.take();
        wakers.into_values().for_each(Waker::wake);
    }

    /// Whether [`abort`](Self::abort) was called.
    pub fn is_aborted(&self) -> bool {
        self.0.is_aborted.get()
    }

    pub(super) fn listener(&self) -> AbortListener {
        let key = self.0.last_key.get() + 1;
        self.0.last_key.set(key);
        AbortListener { handle: self.clone(), key }
    }
}

/// What one call has of a handle. Leaves nothing in it once it is dropped.
pub(super) struct AbortListener {
    handle: AbortHandle,
    key: u64,
}

impl AbortListener {
    /// Whether the handle has aborted. Wakes the task later if not.
    pub(super) fn poll(&self, context: &Context<'_>) -> bool {
        if self.handle.is_aborted() {
            return true;
        }
        // Dropped after the borrow: the last waker of a task drops its future, and this listener with it.
        let earlier = self.handle.0.wakers.borrow_mut().insert(self.key, context.waker().clone());
        drop(earlier);
        false
    }
}

impl Drop for AbortListener {
    fn drop(&mut self) {
        let waker = self.handle.0.wakers.borrow_mut().remove(&self.key);
        drop(waker);
    }
}
