//! The smallest Debian in a folder.
//!
//! Everything runs in namespaces of its own for mounts and processes: when the first process there
//! ends, the kernel ends the others and takes the mounts away, and no way out can forget that. That
//! first process ends also when this one dies, because it waits at a pipe for our end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use super::registries::{self, HOME};
use crate::packages::list;
use crate::shell;

/// The clone, in the machine.
const CLONE: &str = "mingbai";

/// Rust, in the machine.
const RUST: &str = "rust";
const PATH: &str = "/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Mounts what a system expects and the Rust at `$2`, runs `$3...` in the machine `$1`, and ends with
/// it, or when standard input ends. Job control gives the command a process group of its own.
const INSIDE: &str = r#"
set -eum
root=$1 rust=$2
shift 2
mount --bind "$rust" "$root/rust"
mount -o remount,bind,ro "$root/rust"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
for node in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "$root/dev/${node%:*}" c 1 "${node#*:}"
done
mknod -m 666 "$root/dev/tty" c 5 0
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
# What this shell says of its jobs is no output of the command.
exec 3>&2 2>/dev/null
# runs: anything
chroot "$root" "$@" </dev/null 2>&3 3>&- &
command=$!
{ read -r _ || true; kill -TERM -- "-$command"; sleep 60; kill -KILL -- "-$command"; } >/dev/null 2>&1 &
wait "$command"
"#;

/// A machine that is ready. Dropping it removes it, unless it is kept.
pub struct Machine {
    home: PathBuf,
    root: PathBuf,
    /// Rust of this machine, which the other one sees but cannot change.
    rust: PathBuf,
    keep: bool,
}

/// A command in the machine. Dropping it ends the command and everything that it started.
pub struct Running {
    child: Child,
    input: Option<ChildStdin>,
}

impl Machine {
    /// Builds it from nothing, or from the packed system that an earlier run left.
    pub fn build(compiler: &str, keep: bool, with_nextest: bool) -> Result<Self> {
        let home = shell::root().join("target/bare");
        fs::create_dir_all(&home)?;
        let root = home.join("machine");
        // What an earlier run kept, or could not remove because it was killed.
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        let rust = shell::output(shell::command("rustc").args(["--print", "sysroot"]))?;
        let rust = PathBuf::from(rust.trim());
        fs::create_dir_all(root.join(RUST))?;
        let machine = Self {
            home,
            root,
            rust,
            keep,
        };
        machine.install_system(compiler)?;
        registries::carry_over(&machine.root)?;
        machine.check_base()?;
        machine.look_at_rust(with_nextest)?;
        machine.clone_repository()?;
        Ok(machine)
    }

    /// Where a command's output goes.
    pub fn log(&self, name: &str) -> PathBuf {
        self.home.join(format!("{name}.log"))
    }

    /// Starts a line of shell in the clone, with nothing of this process' environment but the way to
    /// the registries.
    pub fn start(&self, line: &str, log: &Path) -> Result<Running> {
        println!("in the machine, all output in {}:", log.display());
        println!("$ {line}");
        let file = fs::File::create(log)?;
        // runs: bash, env, sh, anything
        let mut command = shell::command("unshare");
        command.args(["--mount", "--pid", "--fork", "--kill-child"]);
        command
            .args(["bash", "-c", INSIDE, "inside"])
            .args([&self.root, &self.rust]);
        command.args(["env", "-i", "-C", &self.folder()]);
        command.args([format!("HOME={HOME}"), format!("PATH={PATH}")]);
        let variables = registries::variables().into_iter();
        command.args(variables.map(|(name, value)| format!("{name}={value}")));
        // runs: anything
        command.args(["sh", "-c", line]);
        command.stdin(Stdio::piped());
        command.stdout(file.try_clone()?).stderr(file);
        let mut child = command.spawn().context("could not start unshare")?;
        let input = child.stdin.take();
        Ok(Running { child, input })
    }

    /// The clone when there is one, the root before.
    fn folder(&self) -> String {
        if self.root.join(CLONE).exists() {
            format!("/{CLONE}")
        } else {
            "/".to_owned()
        }
    }

    /// Runs a line to its end; its output is told when it fails.
    fn run(&self, line: &str, name: &str) -> Result<String> {
        let log = self.log(name);
        let status = self.start(line, &log)?.wait()?;
        let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        if !status.success() {
            bail!(
                "`{line}` failed in the machine ({status}):\n{}",
                said.trim()
            );
        }
        Ok(said)
    }

    /// The packages that every Debian has, and the C compiler as the README installs it.
    fn install_system(&self, compiler: &str) -> Result<()> {
        let packed = self.home.join("system.tar");
        if packed.exists() {
            println!(
                "unpacking {}; remove it for a system of today",
                packed.display()
            );
            fs::create_dir_all(&self.root)?;
            let mut tar = shell::command("tar");
            tar.args(["--numeric-owner", "-xpf"]).arg(&packed).arg("-C");
            return shell::run(tar.arg(&self.root));
        }
        if shell::find("debootstrap").is_none() {
            bail!("debootstrap is not installed: apt-get install debootstrap");
        }
        let system = System::of_this_machine()?;
        println!(
            "building the smallest {}; this takes minutes",
            system.release
        );
        // It mounts too, and would leave that behind if it were killed.
        let mut build = shell::command("unshare"); // runs: debootstrap
        build.args(["--mount", "debootstrap"]);
        build.args(["--variant=minbase", &system.release]);
        build.arg(&self.root).arg(&system.mirror);
        shell::output(&mut build)?;
        registries::carry_over(&self.root)?;
        self.run("apt-get update", "apt")?;
        // Nobody is there to answer; the rest is word for word.
        self.run(&format!("{compiler} -y"), "apt")?;
        self.run("apt-get clean", "apt")?;
        let half = self.home.join("system.part");
        let mut tar = shell::command("tar");
        tar.args(["--numeric-owner", "-cpf"]).arg(&half).arg("-C");
        shell::run(tar.arg(&self.root).arg("."))?;
        fs::rename(half, packed)?;
        Ok(())
    }

    /// Every program that the list of packages takes for granted is really there.
    fn check_base(&self) -> Result<()> {
        let programs = list::BASE.iter().flat_map(|(_, programs)| *programs);
        let programs: Vec<&str> = programs.copied().collect();
        let line = format!(
            "for each in {}; do command -v \"$each\" >/dev/null || echo \"$each\"; done",
            programs.join(" ")
        );
        let missing = self.run(&line, "base")?;
        if !missing.is_empty() {
            bail!(
                "{} takes these for granted, and the smallest Debian has not got them: {}",
                list::PLACE,
                missing.trim()
            );
        }
        Ok(())
    }

    /// Says which compilers are there, and puts nextest beside them if it is wanted.
    fn look_at_rust(&self, with_nextest: bool) -> Result<()> {
        let nextest = shell::find("cargo-nextest").filter(|_| with_nextest);
        let word = if nextest.is_some() { "with" } else { "without" };
        println!("Rust of this machine, {word} cargo-nextest");
        if let Some(nextest) = nextest {
            let place = self.root.join("usr/local/bin/cargo-nextest");
            fs::copy(nextest, place)?;
        }
        let version = self.run("cargo --version && rustc --version && cc --version", "rust")?;
        for line in version.lines().take(3) {
            println!("  {line}");
        }
        Ok(())
    }

    /// The last commit, as a stranger gets it.
    fn clone_repository(&self) -> Result<()> {
        let git = || {
            let mut git = shell::command("git");
            // A checkout that another account made is no danger here: nothing of it is run.
            git.args(["-c", "safe.directory=*"]);
            git
        };
        let head = shell::output(git().args(["rev-parse", "HEAD"]))?;
        let changed = shell::output(git().args(["status", "--porcelain"]))?;
        println!("the clone is of {}", head.trim());
        if !changed.is_empty() {
            let count = changed.lines().count();
            println!("  {count} files here differ from it, and are not in the machine");
        }
        let place = self.root.join(CLONE);
        let mut clone = git();
        clone.args(["clone", "--quiet", "--no-hardlinks", "--no-checkout"]);
        shell::output(clone.arg(shell::root()).arg(&place))?;
        let mut checkout = git();
        checkout.arg("-C").arg(&place);
        shell::output(checkout.args(["checkout", "--quiet", "--detach", head.trim()]))?;
        Ok(())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if self.keep {
            println!("the machine is kept in {}", self.root.display());
        } else {
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

impl Running {
    /// How it ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Result<ExitStatus> {
        // The pipe stays open while we wait: `Child::wait` would close its own.
        Ok(self.child.wait()?)
    }

    /// Asks it to stop, and waits for its end.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        drop(self.input.take());
        Ok(self.child.wait()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What to build: the release that this machine runs, from where it gets its own packages.
struct System {
    release: String,
    mirror: String,
}

impl System {
    fn of_this_machine() -> Result<Self> {
        let about = fs::read_to_string("/etc/os-release")?;
        let release = about
            .lines()
            .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
            .context("/etc/os-release names no release of Debian or Ubuntu")?;
        let release = release.trim_matches('"').to_owned();
        let mut lists = vec![PathBuf::from("/etc/apt/sources.list")];
        let more = fs::read_dir("/etc/apt/sources.list.d")
            .into_iter()
            .flatten();
        lists.extend(more.flatten().map(|entry| entry.path()));
        lists.sort();
        let texts = lists
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok());
        let mirror = texts
            .into_iter()
            .find_map(|text| mirror(&text, &release))
            .with_context(|| format!("no source of apt has packages of {release}"))?;
        Ok(Self { release, mirror })
    }
}

/// The first address that a list of sources names for `release`, in either of apt's forms.
fn mirror(sources: &str, release: &str) -> Option<String> {
    let mut address = None;
    for line in sources.lines().map(str::trim) {
        let mut words = line
            .split_whitespace()
            .filter(|word| !word.contains(['[', ']', '=']));
        match words.next() {
            Some("deb") => {
                let (found, suite) = (words.next()?, words.next());
                if suite == Some(release) {
                    return Some(found.to_owned());
                }
            }
            Some("URIs:") => address = words.next(),
            Some("Suites:") if words.any(|suite| suite == release) => {
                return address.map(str::to_owned);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_found_in_both_forms() {
        let line = "# deb http://a x\ndeb [arch=amd64] http://b/debian bookworm main\n";
        assert_eq!(mirror(line, "bookworm").as_deref(), Some("http://b/debian"));
        let paragraph = "Types: deb\nURIs: http://c/debian\nSuites: bookworm bookworm-updates\n";
        assert_eq!(
            mirror(paragraph, "bookworm").as_deref(),
            Some("http://c/debian")
        );
        assert_eq!(mirror(paragraph, "trixie"), None);
        assert_eq!(mirror("deb http://d nodistro main\n", "bookworm"), None);
    }
}
