// What does a photo tell besides the picture? Where and when it was taken, and by whom: that is not for the tracker (SPEC §4.8).

/** Marker codes of ITU-T T.81 table B.1. */
const marker = { startOfImage: 0xd8, startOfScan: 0xda, exifOrXmp: 0xe1, photoshop: 0xed }
const exif = 'Exif\0\0'
const xmp = 'http://ns.adobe.com/xap/1.0/'
const photoshop = 'Photoshop 3.0\0'

/** Tag and type of the TIFF field that says which way up the picture is; upright needs no saying. */
const orientation = { tag: 0x0112, short: 3, upright: 1, most: 8 }

/**
 * A JPEG without its Exif, XMP and IPTC data; of the first, the orientation is kept, or pictures would lie on their side.
 * Anything else, and what is no whole JPEG up to its first scan, comes back as it is: the same buffer.
 */
export function withoutExif(bytes: Uint8Array): Uint8Array {
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (jpeg.length < 4 || jpeg[0] !== 0xff || jpeg[1] !== marker.startOfImage) return bytes
  const kept: Buffer[] = []
  let from = 0
  for (let at = 2; ; ) {
    if (at + 4 > jpeg.length || jpeg[at] !== 0xff) return bytes
    const code = jpeg[at + 1]
    // Any number of FF may stand before a marker (T.81 §B.1.1.2).
    if (code === 0xff) {
      at++
      continue
    }
    if (code === marker.startOfScan) break
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (end > jpeg.length || end < at + 4) return bytes
    const instead = insteadOf(code, jpeg.subarray(at + 4, end))
    if (instead !== null) {
      kept.push(jpeg.subarray(from, at), instead)
      from = end
    }
    at = end
  }
  return kept.length === 0 ? bytes : Buffer.concat([...kept, jpeg.subarray(from)])
}

/** What stands there in the end; null: what stood there. */
function insteadOf(code: number | undefined, data: Buffer): Buffer | null {
  const begins = (text: string) => data.subarray(0, text.length).equals(Buffer.from(text, 'latin1'))
  if (code === marker.exifOrXmp && begins(exif)) return orientationOnly(data.subarray(exif.length))
  const told = (code === marker.exifOrXmp && begins(xmp)) || (code === marker.photoshop && begins(photoshop))
  return told ? Buffer.alloc(0) : null
}

function orientationOnly(tiff: Buffer): Buffer {
  const value = orientationOf(tiff)
  if (value === null || value === orientation.upright) return Buffer.alloc(0)
  const field = [
    orientation.tag >> 8,
    orientation.tag & 0xff,
    0,
    orientation.short,
    0,
    0,
    0,
    1,
    0,
    value,
    0,
    0,
  ]
  const directory = [0, 1, ...field, 0, 0, 0, 0]
  const header = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
  const data = Buffer.concat([Buffer.from(exif, 'latin1'), Buffer.from([...header, ...directory])])
  return Buffer.concat([Buffer.from([0xff, marker.exifOrXmp, 0, data.length + 2]), data])
}

/** From the first directory (TIFF 6.0 §2); null where there is none, or the data are broken. */
function orientationOf(tiff: Buffer): number | null {
  const order = tiff.toString('latin1', 0, 2)
  if (tiff.length < 10 || (order !== 'II' && order !== 'MM')) return null
  const short = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (first + 2 > tiff.length) return null
  for (let n = short(first), at = first + 2; n > 0 && at + 12 <= tiff.length; n--, at += 12) {
    if (short(at) !== orientation.tag || short(at + 2) !== orientation.short) continue
    const value = short(at + 8)
    return value >= orientation.upright && value <= orientation.most ? value : null
  }
  return null
}
