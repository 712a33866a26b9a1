import type { Zip } from './open-zip.ts';
import { scanXml } from './scan-xml.ts';

/** The targets of a part of an Office file by their ids, as names of entries; and those of one kind. */
export interface Relations {
  readonly byId: ReadonlyMap<string, string>;
  /** @param kind the last word of a type, for example `notesSlide` */
  ofKind(kind: string): readonly string[];
}

/** Reads what a part says of others. Targets outside of the file are left out. */
export async function readRelations(zip: Zip, part: string): Promise<Relations> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const own = zip.read(`${folder}_rels/${part.slice(slash + 1)}.rels`);
  const byId = new Map<string, string>();
  const kinds: (readonly [kind: string, target: string])[] = [];
  if (own !== undefined) {
    await scanXml(own, {
      open(name, { Id = '', Target = '', Type = '', TargetMode }) {
        if (name !== 'Relationship' || TargetMode === 'External') return;
        const target = resolve(folder, Target);
        byId.set(Id, target);
        kinds.push([Type.slice(Type.lastIndexOf('/') + 1), target]);
      },
    });
  }
  return { byId, ofKind: (kind) => kinds.filter(([one]) => one === kind).map(([, to]) => to) };
}

/** Inside of the archive, `..` leads nowhere but to names that are not there. */
function resolve(folder: string, target: string): string {
  return new URL(target, `zip:///${folder}`).pathname.slice(1);
}
