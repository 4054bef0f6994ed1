#!/bin/sh
# Puts Channels into a CATALINA_BASE, where all web applications share it, or takes it out again. See README.md.
set -eu
LC_ALL=C
export LC_ALL

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
json=yes
action=install
base=

usage() {
    cat <<'TEXT'
usage: install.sh [--without-json] CATALINA_BASE
       install.sh --uninstall CATALINA_BASE

Copies lib/*.jar into CATALINA_BASE/lib and declares the channel layer channels/default in CATALINA_BASE/conf/server.xml.
Tomcat must be restarted. Running it again changes nothing, or brings another version.

  --without-json   leaves out JSON-B and what it needs; for applications that speak no JSON, or a server that has it
  --uninstall      takes out what it put in
TEXT
}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

for argument in "$@"; do
    case $argument in
        --help | -h) usage; exit 0 ;;
        --without-json) json=no ;;
        --uninstall) action=uninstall ;;
        -*) usage >&2; exit 2 ;;
        *) [ -z "$base" ] || { usage >&2; exit 2; }
           base=$argument ;;
    esac
done
[ -n "$base" ] || { usage >&2; exit 2; }

[ -d "$base" ] || fail "$base is no directory"
base=$(CDPATH='' cd -- "$base" && pwd)
server=$base/conf/server.xml
list=$base/conf/channels-installed
[ -f "$server" ] && grep -q '<Server' "$server" \
    || fail "$base is no CATALINA_BASE: it has no conf/server.xml of Tomcat's"
if [ -f "$base/conf/catalina.properties" ]; then
    grep -q '^[[:space:]]*common\.loader=.*[$]{catalina\.base}/lib/\*\.jar' "$base/conf/catalina.properties" \
        || fail "$base does not load \${catalina.base}/lib/*.jar: see common.loader in conf/catalina.properties"
fi

# server.xml without our part; in an own file, then moved, so that no other process sees half of it.
without_layer() {
    awk '
        /<!-- Channels: begin/ { inside = 1 }
        !inside { print }
        /<!-- Channels: end/ { inside = 0 }
    ' "$server"
}

# server.xml with our part before the end of GlobalNamingResources, and with the line ends that it has.
with_layer() {
    awk -v fragment="$here/conf/server-resource.xml" '
        function outside(line,    text, at) {
            text = ""
            while (line != "") {
                if (comment) {
                    at = index(line, "-->")
                    if (at == 0) return text
                    line = substr(line, at + 3)
                    comment = 0
                } else {
                    at = index(line, "<!--")
                    if (at == 0) return text line
                    text = text substr(line, 1, at - 1)
                    line = substr(line, at + 4)
                    comment = 1
                }
            }
            return text
        }
        {
            if (!done && outside($0) ~ /^[[:space:]]*<\/GlobalNamingResources>/) {
                end = ($0 ~ /\r$/) ? "\r" : ""
                while ((getline part < fragment) > 0) {
                    sub(/\r$/, "", part)
                    print part end
                }
                done = 1
            }
            print
        }
        END { exit done ? 0 : 3 }
    ' "$server"
}

replace_server() {
    cp -p "$server" "$server.channels-new"
    if "$1" >"$server.channels-new"; then
        mv -f "$server.channels-new" "$server"
    else
        rm -f "$server.channels-new"
        return 1
    fi
}

has_layer() {
    grep -q '<!-- Channels: begin' "$server"
}

remove_jars() {
    [ -f "$list" ] || return 0
    while IFS= read -r jar; do
        case $jar in
            */* | '') ;;
            *.jar) rm -f "$base/lib/$jar" ;;
        esac
    done <"$list"
    rm -f "$list"
}

ours() {
    [ -f "$list" ] && grep -qxF "$1" "$list"
}

# What is about to go into lib; the name without its version tells a library.
wanted() {
    for path in "$here"/lib/*.jar; do
        jar=${path##*/}
        case $jar in
            channels-*) echo "$jar" ;;
            *) [ "$json" = no ] || echo "$jar" ;;
        esac
    done
}

refuse_strangers() {
    for jar in $(wanted); do
        library=${jar%%-[0-9]*}
        for present in "$base/lib/$library"-[0-9]*.jar; do
            [ -e "$present" ] || continue
            ours "${present##*/}" && continue
            case $library in
                channels-*) fail "$present is there already, and install.sh did not put it there; remove it first" ;;
                *) fail "$present is there already; remove it, or use --without-json and let applications use that" ;;
            esac
        done
    done
}

if [ "$action" = uninstall ]; then
    if has_layer; then
        replace_server without_layer
    fi
    remove_jars
    echo "Channels is out of $base. Restart Tomcat."
    exit 0
fi

[ -f "$here/lib/$(wanted | head -n 1)" ] || fail "there are no jars in $here/lib: run it from the unpacked zip"
refuse_strangers
if has_layer; then
    declared="was declared already, and is left as it is"
elif grep -q 'ServerWideLayerObjectFactory' "$server"; then
    declared="was declared by hand, and is left as it is"
else
    replace_server with_layer || fail "$server has no line that begins with </GlobalNamingResources>;" \
        "put $here/conf/server-resource.xml into that element by hand, and run this again"
    declared="is declared"
fi
remove_jars
mkdir -p "$base/lib"
# The list first: what it names may be missing, but nothing lies there that it does not name.
wanted >"$list"
for jar in $(wanted); do
    cp "$here/lib/$jar" "$base/lib/$jar"
    chmod 644 "$base/lib/$jar"
done
echo "$(wanted | wc -l | tr -d ' ') jars are in $base/lib; the layer channels/default $declared in conf/server.xml."
echo "Restart Tomcat. Thin applications find the layer by conf/context-link.xml, as their META-INF/context.xml."
