//! One header block: name, size and time of a member.
//!
//! Only one encoding of a header is accepted, the one that [`Header::encode`] writes. What a reader
//! of tar files would tolerate (other modes, spaces, link names) is refused: the block could carry
//! something that nobody hashes.

/// Bytes of a block. Every header is one block, every body is padded to whole ones.
pub const BLOCK: usize = 512;

const NAME_MAX: usize = 99;
const SIZE_AT: usize = 124;
const TIME_AT: usize = 136;
const SUM_AT: usize = 148;
const OCTAL_DIGITS: usize = 11;

/// The largest number that eleven octal digits hold.
pub const OCTAL_MAX: u64 = 0o77_777_777_777;

/// A header block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Name of the member: ASCII, 1 to 99 bytes.
    pub name: String,
    /// Bytes of the body, at most [`OCTAL_MAX`].
    pub size: u64,
    /// Seconds since 1970, at most [`OCTAL_MAX`].
    pub time_s: u64,
}

impl Header {
    /// The block, or None if a field does not fit in it.
    pub fn encode(&self) -> Option<[u8; BLOCK]> {
        let name = self.name.as_bytes();
        let fits = (1..=NAME_MAX).contains(&name.len()) && !name.contains(&0);
        if !fits || self.size > OCTAL_MAX || self.time_s > OCTAL_MAX {
            return None;
        }
        let mut block = [0; BLOCK];
        let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, name);
        put(100, b"0000644");
        put(108, b"0000000");
        put(116, b"0000000");
        put(SIZE_AT, format!("{:011o}", self.size).as_bytes());
        put(TIME_AT, format!("{:011o}", self.time_s).as_bytes());
        put(SUM_AT, b"        ");
        put(156, b"0");
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[SUM_AT..SUM_AT + 8].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        Some(block)
    }

    /// Reads a block; None if it is not, byte for byte, what [`Header::encode`] writes.
    pub fn decode(block: &[u8; BLOCK]) -> Option<Self> {
        let end = block.iter().position(|&byte| byte == 0)?;
        let header = Self {
            name: str::from_utf8(&block[..end]).ok()?.to_owned(),
            size: octal(block, SIZE_AT)?,
            time_s: octal(block, TIME_AT)?,
        };
        (header.encode()? == *block).then_some(header)
    }
}

fn octal(block: &[u8; BLOCK], at: usize) -> Option<u64> {
    let digits = str::from_utf8(&block[at..at + OCTAL_DIGITS]).ok()?;
    u64::from_str_radix(digits, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Header {
        Header {
            name: "BELENIOS".to_owned(),
            size: 38,
            time_s: 1_795_425_877,
        }
    }

    #[test]
    fn the_block_is_the_one_that_the_specification_describes() {
        let block = sample().encode().unwrap();
        assert_eq!(&block[..9], b"BELENIOS\0");
        assert_eq!(&block[100..108], b"0000644\0");
        assert_eq!(&block[124..136], b"00000000046\0");
        assert_eq!(&block[136..148], b"15301003125\0");
        assert_eq!(&block[148..156], b"005676\0 ");
        assert_eq!(Header::decode(&block), Some(sample()));
    }

    #[test]
    fn every_changed_byte_is_refused_or_changes_what_is_read() {
        let block = sample().encode().unwrap();
        for at in 0..BLOCK {
            for flip in [1, 0x10, 0x80] {
                let mut changed = block;
                changed[at] ^= flip;
                assert_ne!(Header::decode(&changed), Some(sample()), "byte {at}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_not_written() {
        let change = |edit: fn(&mut Header)| {
            let mut header = sample();
            edit(&mut header);
            header.encode()
        };
        assert_eq!(change(|header| header.size = OCTAL_MAX + 1), None);
        assert_eq!(change(|header| header.time_s = u64::MAX), None);
        assert_eq!(change(|header| header.name.clear()), None);
        assert_eq!(change(|header| header.name = "x".repeat(100)), None);
        assert!(change(|header| header.size = OCTAL_MAX).is_some());
    }
}
