//! A timer of the runtime.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

use super::js;

/// Is ready after some milliseconds. Dropping it clears the timer.
pub struct Timer {
    id: JsValue,
    state: Rc<State>,
    /// Called by the timer, so that it must live as long.
    _callback: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct State {
    is_over: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Timer {
    pub fn new(ms: f64) -> Timer {
        let state = Rc::new(State::default());
        let shared = Rc::clone(&state);
        let callback = Closure::new(move || {
            shared.is_over.set(true);
            if let Some(waker) = shared.waker.take() {
                waker.wake();
            }
        });
        let id = js::set_timeout(callback.as_ref().unchecked_ref(), ms);
        Timer { id, state, _callback: callback }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.state.is_over.get() {
            return Poll::Ready(());
        }
        self.state.waker.set(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        js::clear_timeout(&self.id);
    }
}
