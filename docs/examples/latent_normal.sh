#!/bin/sh
# An external simulator without gold: z ~ N(theta, 2^2), x ~ N(z, 1). A shell reads line by line, which awk alone would not.
while IFS= read -r line; do
  printf '%s\n' "$line" | awk '
    # Uniform numbers of two generators (L'"'"'Ecuyer 1988), whose states hold the 53 bits of the seed.
    function uniform() {
      a = (40014 * a) % 2147483563
      b = (40692 * b) % 2147483399
      d = a - b
      return (d > 0 ? d : d + 2147483562) / 2147483563
    }
    function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()) }
    function number(key) {
      match($0, "\"" key "\":[[]?[-+.0-9eE]+")
      s = substr($0, RSTART, RLENGTH)
      sub(/^[^:]*:[[]?/, "", s)
      return s + 0
    }
    {
      seed = number("seed")
      a = 1 + seed % 2147483562
      b = 1 + int(seed / 2147483562) % 2147483398
      for (i = 0; i < 9; i++) uniform()
      z = number("theta") + 2 * normal()
      printf "{\"run\":%d,\"x\":[%.17g]}\n", number("run"), z + normal()
    }'
done
