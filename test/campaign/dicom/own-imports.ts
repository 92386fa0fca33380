/** The `--import` options of this process, for another Node that has to load the same modules. */
export const ownImports = (): string[] =>
	process.execArgv.flatMap((arg, at, all) => {
		if (arg.startsWith('--import=')) return [arg];
		return arg === '--import' ? [arg, all[at + 1] ?? ''] : [];
	});
