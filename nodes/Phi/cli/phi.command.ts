import type { Command, Output } from '../../shared/command';
import { dicom } from './dicom';
import { evaluate } from './evaluate';
import { fhir, hl7 } from './records';
import { redact } from './redact';
import { vault } from './vault';
import { forCommandLine } from './wording';

const USAGE = `Usage: hospital phi redact   --profile P --in notes.jsonl --out out.jsonl [options]
       hospital phi fhir     --profile P --in PATH --out PATH [options]
       hospital phi hl7      --profile P --in PATH --out PATH [options]
       hospital phi dicom    --profile P --in PATH --out PATH [options]
       hospital phi evaluate --profile P --in FOLDER [--codepoints] [options]
       hospital phi vault rotate --project NAME [--new-key FILE]

Takes identifiers out by one policy. That the result may be given away is for people to decide.

redact    one note a line, as {"id", "text", "context"?}, where context is a FHIR Bundle; writes
          {"id", "text", "spans": [{"start", "end", "type", "source", "score"}], "context", "review"}.
          "id" is the number of the note; "context" says none where nobody said who the patient is;
          "review" holds codes of what to look at. Offsets count UTF-16 code units of the text that
          came in; of an HTML or RTF note, those of the text inside.
fhir      a resource or Bundle (.json), one resource a line (.ndjson, .jsonl), or a folder of such files
hl7       a file with one message or several, or a folder of such files
dicom     an image, or a folder with all that is below it; of a folder each file that was refused or
          failed is named on standard error by its path below --in, and why. A file that is no image
          fails too
evaluate  a folder of labelled notes: *.jsonl with {"text", "spans": [{"start", "end", "type"}], "context"?}
          a line, or NAME.txt with NAME.ann (brat); prints recall, precision and leak rate with their
          bounds as JSON. --codepoints: offsets were counted by Python
vault     rotate: draws a new key for the vault of a project and writes every entry anew under it. Codes
          stay as they are, and steps may use the vault meanwhile. It may be broken off and repeated.
          --new-key FILE: the site key that opens the vault from then on, when the key of the site
          changes; until HOSPITAL_KEY_FILE names it no step opens the vault, and a run that was broken
          off goes on with that file as HOSPITAL_KEY_FILE

--profile P       safe-harbor, limited-data-set, expert, the name of a profile of the site, or the path
                  of a profile file (with a slash or .json)
--style S         tag, remove, mask, surrogate; what the profile says when left out
--context FILE    FHIR Bundle about the patient of all records
--project NAME    codes and moved dates are the same within a project (research)
--authorities F   which names of FHIR, HL7 and DICOM mean the same giver of numbers (JSON)
--charset S       hl7: character set as MSH-18 names it (8859/1), where messages do not say it or say it wrongly
--lists FOLDER    word lists of the site    --model FOLDER   a model that looks as well
--threshold N     findings below it do not count (0.5)       --day-first   03/05 is the third of May
--uncertain W     fail: nothing is written; block: without content; review: written, and said (review)
--manifest FILE   what was done and how often, as JSON without values; a new file
--without-context   a record is fine though nobody said who the patient is; else that is uncertain
--keep-ids        redact: "id" goes on as it came, unread; it may say who it is
--reviewed        a person has looked at the pixels of all images
--keep-names      output files of a folder keep their names; else they are numbered, as a name may
                  say who it is

Profiles that move dates or key codes need HOSPITAL_KEY_FILE. Nothing that is there is overwritten. Ends
with 0; with 1 when it failed, also for one file of a folder, or nothing could be written; with 2 when
it was called wrongly; with 3 when something was written and somebody has to look: records to review,
records that were blocked, images that were refused.`;

const PARTS: Readonly<Record<string, (words: readonly string[], out: Output) => Promise<number>>> =
	{
		redact,
		fhir,
		hl7,
		dicom,
		evaluate,
		vault,
	};

export const phiCommand: Command = {
	name: 'phi',
	summary: 'take identifiers out of notes, records and images',
	calls: [
		['phi redact', 'take identifiers out of notes (JSONL)'],
		['phi fhir|hl7|dicom', 'take identifiers out of records and images'],
		['phi evaluate', 'how many identifiers of labelled notes are found'],
		['phi vault rotate', 'a new key for the codes of a project'],
	],
	usage: USAGE,
	async run([part = '', ...words], out) {
		const run = Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
		if (run !== undefined) {
			return await run(words, out).catch((error: unknown) => {
				throw forCommandLine(error);
			});
		}
		out.note(USAGE);
		return 2;
	},
};
