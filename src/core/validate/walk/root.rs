//! The root of a document: a profile, an object of another kind, or no object.

use super::super::document_kind::{DocumentKind, other_kind};
use super::super::issue::IssueCode;
use super::super::issues::IssueDetail;
use super::super::slots::SlotKind;
use super::frame::Frame;
use super::{Stop, Walk};
use crate::model::PROFILE;
use crate::model::schema::Row;
use crate::row;

impl Walk<'_> {
    pub(super) fn profile(&mut self, start: usize, frame: &Frame) -> Result<(), Stop> {
        let known = self.object(PROFILE, 0, frame)?;
        if !known || self.is_in_doubt() {
            self.find_kind(start, known);
        }
        Ok(())
    }

    /// Whether a document with a field of a profile may be another one all the same: it has a member that others have,
    /// or the status of a reply.
    fn is_in_doubt(&self) -> bool {
        let slot = |row: Row| self.slots.rows.get(row.index()).copied().unwrap_or_default();
        let has = |row: Row| slot(row).kind != SlotKind::Absent;
        let status = slot(row!("status"));
        let is_certain = has(row!("phone_user_id")) || has(row!("site_admin")) || status.count > 0;
        !is_certain && (self.has_unknown || status.kind != SlotKind::Absent)
    }

    #[cold]
    fn find_kind(&mut self, start: usize, known: bool) {
        match other_kind(self.document, start) {
            // Nothing can be read from what JSON cannot carry on: that has been reported.
            Some(_) if known && self.has_foreign => {}
            Some(DocumentKind::Empty) if self.has_foreign => self.add_kind(start, DocumentKind::Unknown),
            Some(kind) => self.add_kind(start, kind),
            None => {}
        }
    }

    fn add_kind(&mut self, start: usize, kind: DocumentKind) {
        self.kind = Some(kind);
        self.report(IssueCode::NotAProfile, start, self.reader.position(), IssueDetail::Kind(kind), &Frame::ROOT);
    }

    pub(super) fn no_object(&mut self, start: usize, frame: &Frame) -> Result<(), Stop> {
        let first = self.reader.peek();
        let is_list = first == Some(b'[');
        if !(self.from_object && first.is_some_and(|byte| self.take_foreign(byte))) {
            self.any(frame)?;
        }
        if is_list {
            self.add_kind(start, DocumentKind::List);
        } else {
            let end = self.reader.position();
            self.report(IssueCode::WrongType, start, end, IssueDetail::Words("an object"), &Frame::ROOT);
        }
        Ok(())
    }
}
