//! How many connections each address holds, so that nobody fills all places alone.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections by address.
#[derive(Clone, Debug)]
pub(crate) struct Guests {
    most: usize,
    held: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place that an address holds until this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    held: Option<(Guests, IpAddr)>,
}

impl Guests {
    /// At most so many for each address.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            held: Arc::default(),
        }
    }

    /// A place for one more connection from there; `None` if that address holds all that it may.
    pub(crate) fn enter(&self, from: IpAddr) -> Option<Place> {
        let Some(who) = who(from) else {
            return Some(Place { held: None });
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(who).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        drop(held);
        Some(Place {
            held: Some((self.clone(), who)),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((guests, who)) = self.held.take() {
            let mut held = guests.held.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = held.get_mut(&who) {
                *count -= 1;
                if *count == 0 {
                    held.remove(&who);
                }
            }
        }
    }
}

/// Whom an address stands for: of IPv6 its network, for a household has all addresses of one.
/// Nobody for this machine itself: behind a proxy, everybody comes from there.
fn who(from: IpAddr) -> Option<IpAddr> {
    let from = from.to_canonical();
    match from {
        _ if from.is_loopback() => None,
        IpAddr::V4(_) => Some(from),
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            Some(IpAddr::V6(network.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_gets_so_many_places_and_others_are_not_touched() {
        let guests = Guests::new(2);
        let one = guests.enter(ip("192.0.2.7"));
        let two = guests.enter(ip("::ffff:192.0.2.7"));
        assert!(one.is_some() && two.is_some());
        assert!(guests.enter(ip("192.0.2.7")).is_none());
        assert!(guests.enter(ip("192.0.2.8")).is_some());
        drop(one);
        assert!(guests.enter(ip("192.0.2.7")).is_some());
        drop(two);
        assert!(guests.held.lock().unwrap().is_empty(), "nothing is kept");
    }

    #[test]
    fn a_network_of_ipv6_is_one_guest_and_this_machine_is_none() {
        let guests = Guests::new(1);
        let first = guests.enter(ip("2001:db8:1:2::1"));
        assert!(first.is_some() && guests.enter(ip("2001:db8:1:2:ffff::9")).is_none());
        assert!(guests.enter(ip("2001:db8:1:3::1")).is_some());
        let here: Vec<_> = (0..9).map(|_| guests.enter(ip("127.0.0.1"))).collect();
        assert!(here.iter().all(Option::is_some));
        assert!(guests.enter(ip("::1")).is_some());
    }
}
