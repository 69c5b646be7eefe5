import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainText } from './index.ts'

for (const [what, markdown, plain] of [
  ['quotes, lists and emphasis stay as written', '> a\n\n- *b*\n1. c', '> a\n\n- *b*\n1. c'],
  [
    'a link shows its URL behind its words',
    'see [the docs](https://a.example/x "T")!',
    'see the docs (https://a.example/x)!',
  ],
  [
    'a link that is its own text is shown once',
    '[https://a.example](https://a.example) <https://b.example>',
    'https://a.example https://b.example',
  ],
  [
    'a mail address is shown once',
    '[me@x.example](mailto:me@x.example) <you@x.example>',
    'me@x.example you@x.example',
  ],
  ['a picture shows its name', '![shot.png](/uploads/a/shot.png)', 'shot.png (/uploads/a/shot.png)'],
  ['escapes and entities are what they stand for', '2\\. \\*a\\* &lt;b&gt; &amp;', '2. *a* <b> &'],
  ['marks of a line break go', 'a  \nb\\\nc', 'a\nb\nc'],
  [
    'code stays untouched',
    '`[a](b) \\*`\n\n```\n[a](b) \\*  \n```\n\n    \\*',
    '`[a](b) \\*`\n\n```\n[a](b) \\*  \n```\n\n    \\*',
  ],
  ['a text that only looks alike stays', 'a[0](i + 1) <b> C:\\dir', 'a[0](i + 1) <b> C:\\dir'],
] as const) {
  test(what, () => assert.equal(plainText(markdown), plain))
}
