//! Exact coordinates, the viewport, gestures and permalinks.
