export { type FolderOptions, folder } from './folder.ts';
