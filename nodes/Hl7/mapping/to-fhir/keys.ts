/** Names that were given in one message: two results must never share one. */
export class Keys {
	private readonly taken = new Set<string>();

	/**
	 * Takes the first name that is free and fits, else the last one with a number behind it.
	 *
	 * @param names the best first
	 * @param fits false for a name under which the chart has something else
	 */
	take(names: readonly string[], fits: (name: string) => boolean): string {
		const usable = (name: string) => !this.taken.has(name) && fits(name);
		let name = names.find(usable);
		for (let number = 2; name === undefined; number++) {
			const numbered = `${names.at(-1)}#${number}`;
			if (usable(numbered)) name = numbered;
		}
		this.taken.add(name);
		return name;
	}
}
