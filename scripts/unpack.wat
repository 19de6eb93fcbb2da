;; Turns the inlined wasm back into bytes: each is one or two characters (scripts/lib/inline.js). In a loop of
;; JavaScript, which nobody has compiled yet, it takes twice as long.
(module
  ;; Room for what the characters stand for, and for a text: 65,536 bytes of up to two characters.
  (memory (export "memory") 3)
  ;; Unpacks the characters from `begin` to `end`, in place, and gives the number of bytes they become. What a character
  ;; stands for is at its code; behind "}" 128 bytes later, behind "~" 256.
  (func (export "unpack") (param $begin i32) (param $end i32) (result i32)
    (local $from i32)
    (local $to i32)
    (local $code i32)
    (local.set $from (local.get $begin))
    (local.set $to (local.get $begin))
    (loop $next
      (if (i32.lt_u (local.get $from) (local.get $end))
        (then
          (local.set $code (i32.load8_u (local.get $from)))
          (if (i32.ge_u (local.get $code) (i32.const 125))
            (then
              (local.set $from (i32.add (local.get $from) (i32.const 1)))
              (local.set $code
                (i32.add
                  (i32.mul (i32.sub (local.get $code) (i32.const 124)) (i32.const 128))
                  (i32.load8_u (local.get $from))))))
          (i32.store8 (local.get $to) (i32.load8_u (local.get $code)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (br $next))))
    (i32.sub (local.get $to) (local.get $begin))))
