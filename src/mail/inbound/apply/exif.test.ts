import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutExif } from './exif.ts'

const segment = (code: number, data: Buffer) => {
  const head = Buffer.from([0xff, code, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}
const start = Buffer.from([0xff, 0xd8])
const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1'))
const quantization = segment(0xdb, Buffer.alloc(65, 1))
/** The scan holds bytes that look like segments. */
const scan = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from('Exif\0\0scan\xff\xd9', 'latin1'),
])

/** An Exif segment of a camera: its orientation among other fields, and where it stood. */
function camera(order: 'II' | 'MM', orientation: number): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4)
  const short = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  tiff.write(order, 0, 'latin1')
  short(42, 2)
  if (order === 'II') tiff.writeUInt32LE(8, 4)
  else tiff.writeUInt32BE(8, 4)
  short(2, 8)
  short(0x8825, 10)
  short(0x0112, 22)
  short(3, 24)
  short(orientation, 30)
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from('52.5200 N 13.4050 E')]))
}

test('a photo keeps its picture and loses where and when it was taken', () => {
  const xmp = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x>Anna Kern</x>'))
  const iptc = segment(0xed, Buffer.from('Photoshop 3.0\x008BIM Anna Kern'))
  const photo = Buffer.concat([start, jfif, camera('II', 1), xmp, iptc, quantization, scan])
  assert.deepEqual(Buffer.from(withoutExif(photo)), Buffer.concat([start, jfif, quantization, scan]))
})

test('a photo that lies on its side still says so, whatever the order of its bytes, and nothing else', () => {
  const [little, big] = (['II', 'MM'] as const).map(order =>
    Buffer.from(withoutExif(Buffer.concat([start, camera(order, 6), quantization, scan]))),
  )
  assert.ok(little && big)
  assert.deepEqual(little, big)
  assert.ok(!little.includes('52.5200'))
  // Read back, it is what it was made of: stripping it again changes nothing.
  assert.deepEqual(Buffer.from(withoutExif(little)), little)
  assert.equal(little.length, 2 + 36 + quantization.length + scan.length)
})

test('what is no JPEG, or a broken one, is left as it is', () => {
  const broken = Buffer.concat([start, Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.from('Exif\0\0')])
  for (const bytes of [Buffer.alloc(0), Buffer.from('\xff\xd8', 'latin1'), Buffer.from('%PDF-1.7'), broken])
    assert.equal(withoutExif(bytes), bytes)
  const wild = camera('MM', 9)
  assert.deepEqual(
    Buffer.from(withoutExif(Buffer.concat([start, wild, scan]))),
    Buffer.concat([start, scan]),
    'an orientation that does not exist is not kept',
  )
})
