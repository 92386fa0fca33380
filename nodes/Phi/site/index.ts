export { checkAuthorities, siteAuthorities } from './authorities';
export { phiFolder, sitePath } from './folder';
export {
	checkProject,
	openPolicy,
	profileOf,
	STYLES,
	type PolicyKeys,
	type PolicySettings,
} from './policy';
