//! The pace of many calls, and their order, for JavaScript: see `client::rate` and `client::batch`.

use wasm_bindgen::prelude::*;

use crate::client::batch;
use crate::client::error::Limit;
use crate::client::rate::{self, Turn};

/// The limiter of one budget.
#[wasm_bindgen]
pub struct Limiter(rate::Limiter);

#[wasm_bindgen]
impl Limiter {
    /// A limiter for a budget of so many requests a second.
    #[wasm_bindgen(constructor)]
    pub fn new(budget: f64) -> Limiter {
        Limiter(rate::Limiter::new(budget))
    }

    /// Changes the budget.
    #[wasm_bindgen(js_name = setBudget)]
    pub fn set_budget(&mut self, budget: f64) {
        self.0.set_budget(budget);
    }

    /// Asks for a request to start: 0 where it may, else in how many milliseconds to ask again; -1 once another has
    /// ended.
    pub fn take(&mut self, now: f64) -> f64 {
        match self.0.take(now) {
            Turn::Go => 0.0,
            Turn::Wait(ms) => ms,
            Turn::Full => -1.0,
        }
    }

    /// Milliseconds that so many requests take, if nothing changes.
    #[wasm_bindgen(js_name = timeFor)]
    pub fn time_for(&self, requests: f64, now: f64) -> f64 {
        self.0.time_for(requests, now)
    }

    /// Counts a request that starts without having asked.
    pub fn count(&mut self, now: f64) {
        self.0.count(now);
    }

    /// The request that started at `start` has ended: with a status, or 0 without a reply. Returns how many
    /// milliseconds all requests pause.
    pub fn ended(&mut self, now: f64, start: f64, status: u16, asked: Option<f64>, limit: Option<String>) -> f64 {
        if status == 429 {
            let limit = limit.filter(|limit| limit == Limit::Concurrency.as_str()).map(|_| Limit::Concurrency);
            return self.0.refused(now, start, asked, limit);
        }
        self.0.ended(now, start, status != 0);
        let Some(asked) = asked.filter(|asked| *asked > 0.0) else { return 0.0 };
        self.0.pause(now, asked);
        asked
    }
}

/// The state of a batch.
#[wasm_bindgen]
pub struct Batch(batch::Batch);

#[wasm_bindgen]
impl Batch {
    /// A batch of which nothing has begun.
    #[wasm_bindgen(constructor)]
    pub fn new(concurrency: u32, is_ordered: bool, total: Option<f64>, now: f64) -> Batch {
        Batch(batch::Batch::new(concurrency, is_ordered, total, now))
    }

    /// Whether another call may begin.
    #[wasm_bindgen(getter, js_name = wantsMore)]
    pub fn wants_more(&self) -> bool {
        self.0.wants_more()
    }

    /// Whether nothing is running, and nothing more will.
    #[wasm_bindgen(getter, js_name = isOver)]
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }

    /// A call begins.
    pub fn begin(&mut self) {
        self.0.begin();
    }

    /// An ID came before.
    pub fn skip(&mut self) {
        self.0.skip();
    }

    /// Nothing more is to begin.
    pub fn close(&mut self) {
        self.0.close();
    }

    /// A call has ended without an outcome.
    #[wasm_bindgen(js_name = dropCall)]
    pub fn drop_call(&mut self) {
        self.0.drop_call();
    }

    /// A call has an outcome.
    pub fn settle(&mut self, is_failure: bool, now: f64) {
        self.0.settle(is_failure, now);
    }

    /// An outcome has been taken.
    pub fn take(&mut self) {
        self.0.take();
    }

    /// IDs that have no outcome yet; `undefined` where their number is not known.
    #[wasm_bindgen(getter)]
    pub fn remaining(&self) -> Option<f64> {
        self.0.remaining()
    }

    /// How far the batch has come: done, failed, and where its size is known, the total and the milliseconds left.
    /// `by_rate` is what its limiter takes for what remains.
    pub fn progress(&self, by_rate: f64) -> Vec<f64> {
        let progress = self.0.progress();
        [Some(progress.done), Some(progress.failed), progress.total, self.0.eta_ms(by_rate)]
            .into_iter()
            .flatten()
            .collect()
    }
}
