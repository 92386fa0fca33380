import type { Case, CasePacket, Identifier } from './case';

/** Which cases have a packet, by whatever an answer may name. An identifier without a system fits every system. */
export class Index {
	private readonly packets = new Lookup();
	private readonly traces = new Lookup();
	private readonly claims = new Lookup();

	add({ id, packets }: Case): void {
		for (const one of packets) this.each(one, (lookup, name) => lookup.add(name, id));
	}

	remove({ id, packets }: Case): void {
		for (const one of packets) this.each(one, (lookup, name) => lookup.remove(name, id));
	}

	private each(
		{ identifier, trace, claim }: CasePacket,
		act: (lookup: Lookup, name: Identifier) => void,
	): void {
		act(this.packets, identifier);
		if (trace !== undefined) act(this.traces, trace);
		if (claim !== undefined) act(this.claims, { value: claim });
	}

	byIdentifier(identifier: Identifier): string[] {
		return this.packets.of(identifier);
	}

	byTrace(trace: Identifier): string[] {
		return this.traces.of(trace);
	}

	/** @param claim its full address, as it stood in the packet */
	byClaim(claim: string): string[] {
		return this.claims.of({ value: claim });
	}
}

class Lookup {
	/** By value; the system is compared after. */
	private readonly byValue = new Map<string, Array<{ system?: string; id: string }>>();

	add({ system, value }: Identifier, id: string): void {
		const known = this.byValue.get(value) ?? [];
		this.byValue.set(value, [...known, { id, ...(system !== undefined && { system }) }]);
	}

	remove({ value }: Identifier, id: string): void {
		const left = (this.byValue.get(value) ?? []).filter((known) => known.id !== id);
		if (left.length === 0) this.byValue.delete(value);
		else this.byValue.set(value, left);
	}

	of({ system, value }: Identifier): string[] {
		const fits = (this.byValue.get(value) ?? []).filter(
			(known) => system === undefined || known.system === undefined || known.system === system,
		);
		return [...new Set(fits.map(({ id }) => id))];
	}
}
