export { type FileEntry, type FilesOptions, files } from './files.ts';
export { type S3PrefixOptions, s3Prefix } from './s3-prefix.ts';
export { type UrlEntry, type UrlsOptions, urls } from './urls.ts';
