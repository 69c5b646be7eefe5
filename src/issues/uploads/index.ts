// Which files hang on issues and notes?
export { bindToMergeRequest, bindUploads as bind } from './bind.ts'
export type { NewUpload, Upload, UploadLink } from './create.ts'
export { createUpload as create, linkTo } from './create.ts'
export { findUpload as find, listUploads as list } from './find.ts'
