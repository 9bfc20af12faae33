//! Public log formats: tree, tiles, checkpoints, signed notes, proofs.
