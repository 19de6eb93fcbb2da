//! Zoom Phone's "Get user's profile", typed, validated and explained.
