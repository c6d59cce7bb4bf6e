# shellcheck shell=bash
# Sourced by the scripts beside it: a Python that has torch ($python), and the environment in which torch is as fast as the trainer's.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../engines/machine.sh
. "$here/../engines/machine.sh"

# The package is Debian's, so it is Debian's Python that can import it.
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import torch, numpy' 2>/dev/null; then
    need_command apt-get "install python3-torch" "your system's package manager, or set PYTHON to a Python that can import torch and numpy"
    install_debian_packages python3-torch python3-numpy
    "$python" -c 'import torch, numpy' || fail "python3-torch is installed, and $python cannot import torch and numpy; set PYTHON to one that can"
fi
export PYTHON=$python
export OMP_NUM_THREADS=1
# As the trainer starts its own jobs (AllocatorSettings.cs): freed memory is kept for the next batch. PyTorch gets the same.
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296
