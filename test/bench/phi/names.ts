import type { Random } from '../../hospital/random.ts';
import { NICKNAMES } from './nicknames.ts';

/** Names of one origin. Written for this bench alone, apart from every list of the product. */
interface Origin {
	readonly female: readonly string[];
	readonly male: readonly string[];
	readonly family: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const ENGLISH: Origin = {
	female:
		words(`Abigail Agnes Alice Amanda Amy Andrea Angela Annabel Audrey Barbara Beatrice Bernice Beverly
		Bonnie Brenda Bridget Carol Caroline Catherine Charlotte Cheryl Clara Claire Colleen Constance Cynthia
		Darlene Deborah Delores Diane Donna Doris Dorothy Edith Eileen Elaine Eleanor Elizabeth Ellen Emily Esther
		Evelyn Florence Frances Gail Geraldine Gloria Grace Gwendolyn Harriet Hazel Heather Helen Hope Irene Isabel
		Jane Janet Jennifer Jessica Joan Josephine Joyce Judith June Katherine Kelsey Kimberly Laura Lillian Linda
		Lois Loretta Louise Lucille Madison Margaret Marilyn Marjorie Mary Maureen Melissa Mildred Nancy Nora Norma
		Olive Pamela Patricia Paula Peggy Phyllis Rachel Rebecca Roberta Rosemary Ruby Ruth Samantha Sandra Sarah
		Sharon Sheila Shirley Stephanie Susan Sylvia Tamika Teresa Thelma Tracy Vera Victoria Violet Virginia Vivian
		Wanda Whitney Wilma Winifred Yvonne`),
	male: words(`Aaron Adam Alan Albert Alfred Andrew Anthony Arnold Arthur Barry Benjamin Bernard Bradley Brian
		Bruce Calvin Carl Cecil Charles Chester Christopher Clarence Clifford Curtis Dale Daniel Darnell David Dennis
		Donald Douglas Dwight Earl Edgar Edward Edwin Elmer Ernest Eugene Everett Floyd Francis Frank Franklin
		Frederick Gary George Gerald Gilbert Glenn Gordon Gregory Harold Harvey Henry Herbert Herman Howard Hubert
		Ian Isaac Jack Jacob James Jasper Jeffrey Jerome Jesse John Jonathan Joseph Joshua Keith Kenneth Kevin
		Lawrence Leonard Leroy Lester Lewis Lloyd Louis Malcolm Marcus Mark Martin Marvin Matthew Maurice Melvin
		Michael Milton Nathan Nicholas Norman Oliver Oscar Patrick Paul Percy Peter Philip Ralph Randall Raymond
		Reginald Richard Robert Roger Roland Ronald Roy Russell Samuel Scott Sidney Stanley Stephen Theodore Thomas
		Timothy Vernon Victor Vincent Wallace Walter Warren Wesley Wilbur William Zachary`),
	family:
		words(`Abbott Ackerman Aldridge Appleton Ashworth Atwater Bagley Bancroft Barlow Baxter Beckwith
		Bellamy Bickford Blakely Bloomfield Bosworth Bradshaw Brigham Brockway Buckley Burroughs Caldwell Carmichael
		Cartwright Chadwick Chambers Clifton Colby Conway Copeland Crawford Crenshaw Dalton Davenport Dawson
		Delacroix Denham Dickinson Dobbs Drummond Eastman Eldridge Ellsworth Emerson Fairbanks Farnsworth Fenwick
		Fielding Forsythe Galloway Garrison Gibbons Godfrey Goodwin Grantham Greenwood Griswold Hadley Halloway
		Hampton Harcourt Hargrove Hastings Hathaway Hawthorne Henderson Higginbotham Hobart Hollister Huxley
		Ingersoll Jamison Jefferson Kendrick Kimball Kingsley Lancaster Langford Lathrop Lockwood Lombard Mayfield
		McAllister McDermott McKinnon MacGregor Merriweather Middleton Montague Morrison Nettleton Newcomb Nightingale
		Norwood Oakley O'Bannon O'Hara O'Leary Osgood Paddock Pemberton Penrose Pickering Prescott Quigley Radcliffe
		Ramsey Redmond Ridgeway Rockwell Rutherford Sanderson Sedgwick Shelton Sinclair Smith Jones Johnson Brown
		Miller Davis Wilson Moore Taylor Thomas Jackson Standish Stockton Sutherland Templeton Thackeray Thornton
		Tillman Underhill Vance Wadsworth Wainwright Wakefield Waverly Weatherby Wheaton Whitaker Wilcox Winslow
		Woodruff Wyndham Yarborough Yates`),
};

/** Family names that are ordinary or clinical words as well. */
const AMBIGUOUS =
	words(`Long White Rose Cancer Wound Foley Bell May Will Temple Young Gray Green Black Brown
	Price Rice Best Love Hand Head Foot Heart Bone Payne Pain Cole Graves Parkinson Hodgkin Crohn Down Short
	Small Strong Power Day Weeks Summers Winters Fall Frost Snow Rivers Field Banks Church Cross Bishop Pope
	Abbott Baxter Stone Wells Waters Bush Wolf Fox Bird Fish Case Chart Page Read Major Noble Wise Blood
	Lung Sharp Savage Grant Hope Faith Chase Drew Mark Ward Nurse Baker Cook Carter Mason Hunter Fisher`);

const AMBIGUOUS_GIVEN =
	words(`April May June Rose Violet Hope Faith Grace Joy Dawn Iris Lily Will Mark Bill
	Grant Chase Drew Art Pat Rob Sue Guy Rusty Sandy Chance Summer Autumn Destiny Melody Crystal Amber`);

const FOREIGN: readonly Origin[] = [
	{
		female: words(
			'Guadalupe Ximena Marisol Itzel Rocío Yesenia Consuelo Araceli Inés Lucía Pilar Dolores',
		),
		male: words(
			'Jesús Ángel Rogelio Efraín Ramón Joaquín Ignacio Santiago Raúl Héctor Gustavo Nicolás',
		),
		family:
			words(`Hernández Villaseñor Zamora-Ruiz Quiñones Ybarra Peña Cisneros Arreola Echeverría Barragán
			Ordóñez Treviño Guzmán Montoya Núñez Saldívar`),
	},
	{
		female: words('Linh Thuy Huong Ngoc Trang Mai Phuong Hanh'),
		male: words('Minh Duc Tuan Quang Hieu Khanh Thanh Long'),
		family: words('Nguyen Tran Pham Huynh Vo Dang Bui Ngo Duong Ly Le Do'),
	},
	{
		female: words('Xiaomei Yuhan Meiling Jingyi Lanfen Shuhui Qiao Fang'),
		male: words('Weijun Haoran Zhiqiang Guowei Jianguo Yichen Bo Peng'),
		family: words('Zhang Xu Huang Zhou Cheng Tang Qiu Ouyang Shi Hsieh Tsai Jiang An He'),
	},
	{
		female: words('Lakshmi Priyanka Sunita Kavitha Ananya Deepika Harpreet Meenakshi'),
		male: words('Rajesh Venkatesh Arjun Gurpreet Suresh Anand Manoj Harish'),
		family:
			words(`Subramanian Chatterjee Iyer Deshmukh Banerjee Raghunathan Kaur Dhillon Patel Krishnamurthy
			Mukherjee Reddy`),
	},
	{
		female: words('Fatima Noor Layla Amal Zainab Hanan Samira Rania'),
		male: words('Mohammed Yusuf Khalid Tariq Abdullah Hassan Omar Ibrahim'),
		family: words(
			`Al-Rashid El-Masry Haddad Khoury Abdi Al-Sayed Farouk Mansour Nasser Ben-Youssef Darwish`,
		),
	},
	{
		female: words('Ngozi Chidinma Adaeze Folake Temitope Amara Abena Efua'),
		male: words('Chukwuemeka Obinna Oluwaseun Babatunde Kwame Kofi Ikenna Tunde'),
		family: words('Okonkwo Adeyemi Nwachukwu Olatunji Mensah Boateng Eze Ogunleye Asante Igwe'),
	},
	{
		female: words('Małgorzata Agnieszka Zofia Grażyna Kateřina Zuzana Ilona Eszter'),
		male: words('Zbigniew Wojciech Stanisław Grzegorz Jiří Tomáš László Gábor'),
		family: words(
			'Wiśniewski Kowalczyk Szczepański Dvořák Novotný Kovács Szabó Błaszczyk Gołąb Horváth',
		),
	},
	{
		female: words('Svetlana Oksana Ludmila Natalya Galina Tatyana'),
		male: words('Dmitri Sergei Vladislav Bohdan Arkady Yevgeny'),
		family: words('Kuznetsov Shevchenko Volkov Ivanchenko Sokolova Petrenko Lebedev Bondarenko'),
	},
	{
		female: words('Brünhilde Heidi Käthe Åsa Solveig Marit Ingeborg Gudrun'),
		male: words('Jürgen Günther Wolfgang Björn Sören Håkon Øystein Lars'),
		family:
			words(`Müller Schröder Weiß Grünwald Ødegård Sjöström Nygård Åkesson Vandenberghe van-der-Meer
			Krüger Bjørnstad`).map((name) => name.replaceAll('-der-', ' der ')),
	},
	{
		female: words('Ayşe Zeynep Gülşen Eleni Despina Lusine'),
		male: words('Mehmet Çağlar Yiğit Stavros Dimitrios Armen'),
		family: words('Yıldız Öztürk Şahin Papadopoulos Karagiannis Hovhannisyan Demir Kaya'),
	},
	{
		female: words('Haruka Yoko Sachiko Ji-woo Soo-jin Eun-hee'),
		male: words('Kenji Takeshi Hiroshi Min-jun Sang-ho Dong-hyun'),
		family: words('Nakamura Watanabe Kobayashi Ishikawa Park Choi Yoon Hwang Seo Oh'),
	},
	{
		female: words('Conceição Mariana Giulia Fiorella Océane Geneviève Siobhán Niamh'),
		male: words('João Thiago Gianluca Raffaele Étienne François Eoghan Pádraig'),
		family:
			words(`Conceição D'Angelo Di-Benedetto Lefèvre Beauséjour Gonçalves Esposito Ó-Súilleabháin
			dos-Santos L'Heureux`).map((name) => name.replace(/^(Di|Ó|dos)-/, '$1 ')),
	},
	{
		female: words('Kalena Leilani Mee Pa Makya Almaz Tigist Marisela'),
		male: words('Kekoa Keanu Tou Xeng Tadesse Bekele Nizhoni Chaske'),
		family: words(
			'Kealoha Kahananui Vang Xiong Yellowhorse Begay Gebremariam Tesfaye Whitefeather Lor',
		),
	},
];

export interface NameParts {
	readonly given: string;
	readonly middle?: string;
	readonly family: string;
	/** What they are called at home; the given name where nothing shorter is in use. */
	readonly nick: string;
	readonly sex: 'female' | 'male';
	readonly foreign: boolean;
}

/** A name that nobody has on purpose: 35 % of other than English origin, 14 % of the rest ambiguous. */
export function nameOf(random: Random, sex: 'female' | 'male', like?: string): NameParts {
	const foreign = random.next() < 0.35;
	const origin = foreign ? random.pick(FOREIGN) : ENGLISH;
	const ambiguous = !foreign && random.next() < 0.14;
	const oddGiven = !foreign && random.next() < 0.05;
	const given = random.pick(oddGiven ? AMBIGUOUS_GIVEN : origin[sex]);
	const middle = random.next() < 0.55 ? random.pick(origin[sex]) : undefined;
	const own = random.pick(ambiguous ? AMBIGUOUS : origin.family);
	const double = !foreign && random.next() < 0.04 ? `${own}-${random.pick(ENGLISH.family)}` : own;
	return {
		given,
		...(middle !== undefined && middle !== given && { middle }),
		family: like ?? double,
		nick: random.pick(NICKNAMES[given] ?? [given]),
		sex,
		foreign,
	};
}
