interface Stoppable {
	stop(): Promise<void>;
}

/**
 * The machines of a hospital that run. They stop in stages, the last one first and each stage at
 * once; also those that are still starting, so that nothing is left when one of them fails.
 */
export class Running {
	#stages: Array<Array<Promise<Stoppable | undefined>>> = [];

	/** What is added from now on stops before everything that was added until now. */
	stage(): void {
		this.#stages.push([]);
	}

	async add<T extends Stoppable>(starting: Promise<T>): Promise<T> {
		if (this.#stages.length === 0) this.stage();
		this.#stages.at(-1)?.push(starting.catch(() => undefined));
		return await starting;
	}

	async stop(): Promise<void> {
		for (const stage of this.#stages.splice(0).reverse()) {
			await Promise.all(stage.map(async (machine) => await (await machine)?.stop()));
		}
	}
}
