#!/usr/bin/env bash
# Compiles and runs the C tests: the header as C11 and C++17, the exported symbols, misuse, the shared vectors, the examples.
#   tests/abi/run.sh [--valgrind]     ISOBYTE_LIB: the folder of libisobyte.a and libisobyte.so (default: target/quick)
set -euo pipefail
cd "$(dirname "$0")/../.."
lib=${ISOBYTE_LIB:-target/quick}
valgrind=
for arg in "$@"; do
    case $arg in
        --valgrind) valgrind=yes ;;
        *) echo "usage: tests/abi/run.sh [--valgrind]" >&2; exit 2 ;;
    esac
done
for file in "$lib/libisobyte.a" "$lib/libisobyte.so"; do
    [ -f "$file" ] || { echo "$file is not there: cargo build --profile quick -p isobyte-c" >&2; exit 2; }
done
if [ -n "$valgrind" ] && ! command -v valgrind > /dev/null; then
    echo "valgrind is not there: apt-get install valgrind" >&2
    exit 2
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

cc=${CC:-cc}
flags=(-std=c11 -D_DEFAULT_SOURCE -O1 -g -Wall -Wextra -Werror -Iinclude -Itests/abi)
system=("$lib/libisobyte.a" -lm -ldl -lpthread)

echo "== the header as C11 and as C++17"
printf '#include <isobyte.h>\n' > "$out/header.c"
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -c "$out/header.c" -o "$out/header.o"
"${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror -Iinclude -x c++ -c "$out/header.c" -o "$out/header.o"

echo "== the exported symbols"
nm -D --defined-only "$lib/libisobyte.so" | awk '{ print $3 }' | LC_ALL=C sort > "$out/symbols.txt"
LC_ALL=C sort bindings-c/symbols.txt | diff - "$out/symbols.txt"

echo "== programs"
"$cc" "${flags[@]}" -o "$out/api" tests/abi/{api,api_files}.c "${system[@]}"
"$cc" "${flags[@]}" -o "$out/vectors" tests/abi/{vectors,rows,run_avro,run_resolve,run_json,run_files,run_host,json,load_avro,load_host}.c "${system[@]}"
"$cc" "${flags[@]}" -o "$out/hello" examples/c/hello.c "${system[@]}"
"$cc" "${flags[@]}" -o "$out/quakes" examples/c/quakes.c tests/abi/json.c "${system[@]}"
# The shared library as a program meets it.
"$cc" "${flags[@]}" -o "$out/hello-shared" examples/c/hello.c -L"$lib" -lisobyte -Wl,-rpath,"$(cd "$lib" && pwd)"

[ "$("$out/hello")" = "5 bytes: Ada, 36" ]
[ "$("$out/hello-shared")" = "5 bytes: Ada, 36" ]
"$out/api"
"$out/vectors" tests/vectors

if [ -n "$valgrind" ]; then
    echo "== under valgrind"
    check=(valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect --show-leak-kinds=definite,indirect
        --error-exitcode=9)
    "${check[@]}" "$out/api"
    "${check[@]}" "$out/hello" > /dev/null
    # valgrind turns an integer into a float by way of a double, and so rounds twice: the row that tests just that cannot hold there.
    "${check[@]}" --max-stackframe=8388608 "$out/vectors" tests/vectors --every 7 --except float-of-int-rounded-once
fi
echo "C: all good"
