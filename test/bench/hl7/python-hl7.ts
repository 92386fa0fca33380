import { command } from '../../peers/command.ts';
import { pythonPackages } from '../../peers/python.ts';

const VERSION = '0.4.5';
export const PYTHON_HL7 = `python-hl7 ${VERSION}`;

/** Parses the message (Base64) so often, reading every value; prints messages a second. */
const SCRIPT = `
import base64, sys, time, hl7
text = base64.b64decode(sys.argv[1]).decode()
count = int(sys.argv[2])
values = 0
began = time.perf_counter()
for _ in range(count):
    for segment in hl7.parse(text):
        for field in segment:
            if isinstance(field, str):
                values += 1
                continue
            for repetition in field:
                if isinstance(repetition, str):
                    values += 1
                    continue
                for component in repetition:
                    values += 1 if isinstance(component, str) else len(component)
spent = time.perf_counter() - began
assert values >= 100 * count
print(count / spent)
`;

/** @throws PeerUnavailable when Python or the package is missing */
export async function pythonRate(message: Buffer, count: number): Promise<number> {
	const { python, env } = await pythonPackages('python-hl7', [`hl7==${VERSION}`], 'import hl7');
	const arguments_ = ['-c', SCRIPT, message.toString('base64'), String(count)];
	const result = await command(python, arguments_, { env, timeoutMs: 60_000 });
	const rate = Number(result.stdout);
	if (result.code !== 0 || !Number.isFinite(rate)) throw new Error('python-hl7 did not run');
	return rate;
}
