import { html, type Html } from '../../shared/html';
import type { Finding, Verification } from '../verify/verify';
import type { PageFacts } from './page';
import { counted, moment, number } from './words';

/** Whether the ledger is sound, in the first lines of the page. */
export function verdict(
	{ sound, records, origins, checkpoints, findings, unvouched }: Verification,
	facts: PageFacts,
): Html {
	const against =
		facts.keyFrom === 'elsewhere'
			? 'a public key that was given'
			: 'the key of this server, which proves nothing against somebody who rules it';
	const seen =
		facts.witnesses > 0
			? `${counted(facts.witnesses, 'checkpoint')} kept elsewhere ${facts.witnesses === 1 ? 'was' : 'were'} compared.`
			: 'No checkpoint kept elsewhere was compared.';
	if (sound && unvouched.records > 0) {
		return html`<section class="verdict partly">
			<h2>The ledger is sound as far as it is signed</h2>
			<p>
				<b
					>${counted(unvouched.records, 'record')} of ${counted(unvouched.writers, 'writer')}
					${unvouched.records === 1 ? 'is' : 'are'} vouched for by nobody:</b
				>
				whoever could write there could have added or changed
				${unvouched.records === 1 ? 'it' : 'them'}. The other
				${counted(records - unvouched.records, 'record')} follow each other without a gap, and
				${counted(checkpoints, 'signed checkpoint')} ${checkpoints === 1 ? 'agrees' : 'agree'} with
				that. Checked against ${against}. ${seen}
			</p>
		</section>`;
	}
	if (findings.length > 0 && findings.every(({ problem }) => problem === 'key-unknown')) {
		return html`<section class="verdict partly">
			<h2>The ledger could not be checked wholly: a key was not given</h2>
			<p>
				Some checkpoints are signed with a key that was not given, as after a change of the signing
				key. Nothing else was found. Make the page again with the earlier public key as well (<code
					>--key</code
				>
				once for each). Checked against ${against}. ${seen}
			</p>
			<table>
				<tr>
					<th>Writer</th>
					<th>Finding</th>
					<th>Where</th>
					<th>Shown by</th>
				</tr>
				${findings.map(findingRow)}
			</table>
		</section>`;
	}
	if (sound) {
		return html`<section class="verdict sound">
			<h2>✓ The ledger is sound</h2>
			<p>
				${counted(records, 'record')} of ${counted(origins.length, 'writer')}
				${records === 1 ? 'stands' : 'follow each other'} without a gap, and
				${counted(checkpoints, 'signed checkpoint')} ${checkpoints === 1 ? 'agrees' : 'agree'} with
				that. Checked against ${against}. ${seen}
			</p>
		</section>`;
	}
	return html`<section class="verdict broken">
		<h2>✗ The ledger is not sound</h2>
		<p>
			Keep the hospital data directory as it is, and treat this as a security incident. Checked
			against ${against}. ${seen}
		</p>
		<table>
			<tr>
				<th>Writer</th>
				<th>Finding</th>
				<th>Where</th>
				<th>Shown by</th>
			</tr>
			${findings.map(findingRow)}
		</table>
	</section>`;
}

const findingRow = ({
	origin,
	problem,
	reason,
	segment,
	line,
	seq,
	keyId,
	newerThanAll,
	shownBy,
}: Finding): Html =>
	html`<tr>
		<td><code>${origin}</code></td>
		<td>
			${problem}${reason === undefined ? '' : `: ${reason}`}${keyId === undefined
				? ''
				: `: ${keyId}`}${newerThanAll === undefined
				? ''
				: ', unless this is a copy from before that checkpoint'}
		</td>
		<td>
			${segment === undefined ? `record ${seq ?? 0}` : `segment ${segment}, line ${line ?? 0}`}
		</td>
		<td>${shownBy === 'witness' ? 'a checkpoint kept elsewhere' : 'the ledger'}</td>
	</tr>`;

/** What only this server vouches for. */
export function writers({ origins, disposed }: Verification): Html {
	const open = origins.filter(({ records, heldTo }) => heldTo < records);
	return html`<section>
		<h2>What nothing outside this server protects yet</h2>
		<p>
			Records behind the last checkpoint that a SIEM holds could still be rewritten by whoever rules
			this server. A writer is one start of n8n.
		</p>
		${open.length === 0
			? html`<p class="none">None.</p>`
			: html`<table>
					<tr>
						<th>Writer</th>
						<th class="number">Records</th>
						<th>Not yet held elsewhere</th>
						<th>Last record</th>
					</tr>
					${open.map(
						({ origin, records, heldTo, lastRecorded }) =>
							html`<tr>
								<td><code>${origin}</code></td>
								<td class="number">${number(records)}</td>
								<td>${number(heldTo + 1)} to ${number(records)}</td>
								<td class="when">${moment(lastRecorded)}</td>
							</tr>`,
					)}
				</table>`}
		${late(origins)}
		${disposed.length === 0
			? undefined
			: html`<p>
					${counted(disposed.length, 'writer')} ${disposed.length === 1 ? 'was' : 'were'} removed at
					the end of the time to keep, each removal recorded.
				</p>`}
	</section>`;
}

/** So many are named one by one. */
const MOST_LATE = 50;

/** Records that a later writer signed for first. */
function late(origins: Verification['origins']): Html | undefined {
	const found = origins.filter(({ firstVouched }) => firstVouched !== undefined);
	if (found.length === 0) return undefined;
	return html`<p>
			${counted(found.length, 'writer')} did not sign for the last records, as after a kill. A later
			writer signed for them first; until then they could have been changed or added.
		</p>
		<table>
			<tr>
				<th>Writer</th>
				<th>Records</th>
				<th>First vouched for</th>
				<th>By</th>
			</tr>
			${found.slice(-MOST_LATE).map(
				({ origin, ownTo, records, firstVouched }) =>
					html`<tr>
						<td><code>${origin}</code></td>
						<td>${number(ownTo + 1)} to ${number(records)}</td>
						<td class="when">${moment(firstVouched?.time ?? '')}</td>
						<td><code>${firstVouched?.by ?? ''}</code></td>
					</tr>`,
			)}
		</table>`;
}
