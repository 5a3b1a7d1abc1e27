// Validates Office files by the schema of the Open XML SDK, as the newest Office reads them.
//
// In: a list of paths; out: for each a list of faults, "part: what is wrong".

import validate, { getFileFormatFromName } from "@ooxml-tools/validate";
import { readFileSync } from "node:fs";

const faults = [];
for (const path of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const found = await validate(new Uint8Array(readFileSync(path)), getFileFormatFromName(path), "Microsoft365");
    faults.push(found.map((one) => `${one.path.partUri} ${one.path.xpath}: ${one.description}`));
  } catch (error) {
    faults.push([`no Office file: ${error.message}`]);
  }
}
// the validator's runtime would stay awake for ten seconds more
process.stdout.write(JSON.stringify(faults), () => process.exit(0));
