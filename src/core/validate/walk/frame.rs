//! The way to a value: a chain of frames on the stack, one for each list or object that the walk is in.

use super::super::issues::Step;

/// One list or object that the walk is in, or the value at hand.
#[derive(Clone, Copy)]
pub(super) struct Frame<'f> {
    pub(super) parent: Option<&'f Frame<'f>>,
    pub(super) step: Option<Step>,
    pub(super) depth: usize,
}

impl<'f> Frame<'f> {
    pub(super) const ROOT: Frame<'static> = Frame { parent: None, step: None, depth: 0 };

    pub(super) fn below(parent: &'f Frame<'f>, step: Step) -> Frame<'f> {
        Frame { parent: Some(parent), step: Some(step), depth: parent.depth + 1 }
    }

    /// Writes the way from the root to here.
    pub(super) fn path(&self, steps: &mut Vec<Step>) {
        if let Some(parent) = self.parent {
            parent.path(steps);
        }
        if let Some(step) = self.step {
            steps.push(step);
        }
    }
}
