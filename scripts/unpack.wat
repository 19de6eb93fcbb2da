;; Turns the inlined wasm back into bytes. The package's JavaScript has it as a string, of which an engine makes UTF-8; this makes a
;; byte of each character, in place. In a loop of JavaScript, which nobody has compiled yet, it takes twice as long.
(module
  ;; Room for a text: 131,072 characters of up to two bytes.
  (memory (export "memory") 4)
  ;; Unpacks the first bytes of the memory, up to `end`, and gives the number of bytes they become.
  (func (export "unpack") (param $end i32) (param $key i32) (result i32)
    (local $from i32)
    (local $to i32)
    (local $byte i32)
    (loop $next
      (if (i32.lt_u (local.get $from) (local.get $end))
        (then
          (local.set $byte (i32.load8_u (local.get $from)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          ;; Beyond ASCII a character of one byte takes two: 110000ab 10cdefgh. What is shifted beyond a byte is not stored.
          (if (i32.ge_u (local.get $byte) (i32.const 0x80))
            (then
              (local.set $byte
                (i32.or
                  (i32.shl (local.get $byte) (i32.const 6))
                  (i32.and (i32.load8_u (local.get $from)) (i32.const 0x3F))))
              (local.set $from (i32.add (local.get $from) (i32.const 1)))))
          (i32.store8 (local.get $to) (i32.xor (local.get $byte) (local.get $key)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (br $next))))
    (local.get $to)))
