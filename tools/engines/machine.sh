# shellcheck shell=bash
# Sourced by the scripts beside it: how they speak, and what they need of the machine.

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# need_command COMMAND WHAT-FOR INSTALL-COMMAND
need_command() {
    command -v "$1" >/dev/null 2>&1 || fail "$1 is missing, it is needed to $2; install it with: $3"
}

is_debian_package_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_debian_packages PACKAGE...: leaves alone what is there, so that a prepared machine needs neither root nor a network.
install_debian_packages() {
    local package missing=()
    command -v apt-get >/dev/null 2>&1 || fail "apt-get is missing, it is needed to install $*; install these with your system's package manager, or use ENGINES=nuget"
    for package in "$@"; do
        is_debian_package_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local command="apt-get install -y --no-install-recommends ${missing[*]}"
    [ "$(id -u)" -eq 0 ] || fail "packages ${missing[*]} are missing and only root may install them; run: sudo $command"
    warn "installing ${missing[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2 \
        || fail "installing ${missing[*]} failed; run it by hand to see why: $command"
}

# The C++ compiler counts as present however it came.
install_compiler() {
    command -v g++ >/dev/null 2>&1 || install_debian_packages g++
}

has_nvidia_gpu() {
    command -v nvidia-smi >/dev/null 2>&1 && nvidia-smi -L 2>/dev/null | grep '^GPU ' >/dev/null
}

# A local version: the upstream version and a mark of the inputs. The letter keeps an all-digit mark a valid version label.
local_version() { printf '%s-local.g%s' "$1" "${2:0:8}"; }

# central_version PROPERTY: the default that Directory.Packages.props gives a version property.
central_version() {
    sed -n "s|.*<$1 [^>]*>\([^<]*\)</$1>.*|\1|p" "$root/Directory.Packages.props"
}
