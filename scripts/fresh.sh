#!/bin/sh
# Does what the README says on a machine that has nothing: a bare Debian 12 with make, in a folder.
# The committed state is cloned into it, then `make test` and `make run` are typed there. The bare
# system is made once (build/fresh/bare.tar); each run starts from it and leaves nothing mounted.
set -eu
cd "$(dirname "$0")/.."

work=build/fresh
bare=$work/bare.tar
root=$work/root
release=bookworm

if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null; then
    echo "fresh: needs root and debootstrap (apt-get install debootstrap)" >&2
    exit 1
fi
if [ "${1-}" != inside ]; then
    # Mounts made from here on are seen by nobody else and end with this process.
    exec unshare --mount --pid --fork --kill-child "$0" inside
fi

mkdir -p "$work"
rm -rf "$root"
if [ ! -e "$bare" ]; then
    debootstrap --variant=minbase --include=make,ca-certificates "$release" "$root" >"$work/debootstrap.log"
    tar --create --file "$bare.part" --directory "$root" .
    mv "$bare.part" "$bare"
else
    mkdir "$root"
    tar --extract --file "$bare" --directory "$root"
fi

# The way out of this building is the host's: its name servers, its certificates, its proxy.
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
git clone --quiet . "$root/src"

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
in_root() {
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        ${no_proxy:+no_proxy="$no_proxy"} \
        chroot "$root" /bin/sh -c "cd /src && $1"
}
for target in ${TARGETS:-test run}; do
    echo "fresh: make $target"
    in_root "make $target"
done
