/**
 * Nouns that end the names of businesses, congregations, clubs and dwellings, in lower case. Each needs
 * a word before it that is none of the language: `Zzbrass Lanes`, `Zzloam & Sons Masonry`.
 */
export const TRADES = `framing produce hardwoods hardwood commission roofing siding drywall excavating rubber textile movers
hauling haul freightways couriers courier speedway raceway casino casinos resort resorts motel pub arcade zoo aquarium
cab boatworks gravel asphalt masonry lanes bowling spa salon ranch glass apts apartments condos condominiums chapel cathedral
basilica ministries ministry tabernacle congregation fellowship missions abbey priory monastery
convent rectory friary gurdwara clubhouse baptist methodist lutheran presbyterian episcopal
pentecostal evangelical montessori kindergarten bros brothers daughters candles cheese creamery yarn
yarns thread fabrics quilts transit transport transportation ambulance rides cabs taxi shuttle
airlines airways aviation boatyard shipyard boatworks marina cannery canneries packing packers meats
butchers seafood fisheries fishery hatchery orchard vineyards vineyard winery cellars cidery
distillery brewing brewpub tavern saloon grille bistro cantina pizzeria pizza trattoria bbq barbecue
steakhouse eatery deli delicatessen donuts bagels bakehouse confectionery chocolates roasters
teahouse grocery grocers groceries mart markets emporium outfitters apparel boutique tailors
cleaners laundry laundromat upholstery furniture cabinets cabinetry carpentry woodworks woodworking
joinery lumber sawmill timber millworks tile flooring carpets paving concrete quarries mining mines
drilling oilfield refinery welding metals ironworks castings machining tooling automotive auto tires
garage towing salvage recycling junkyard glassworks pottery ceramics jewelers gallery galleries
studio studios theater theatre playhouse cinema cinemas ballroom ballet orchestra symphony archives gym
athletics dojo stockyards feedlot feed seed co-op coop cooperative poultry hatcheries stables
equestrian kennels homestead plantation outlet outlets shoppe store stores toys bookstore bookshop
comics pianos heating electrical lighting propane petroleum chemical chemicals plastics packaging
printers publishing publishers gazette herald tribune broadcasting networks communications telecom
wireless software analytics technologies robotics electronics semiconductor instruments aerospace
staffing consulting accounting realty properties lending finance savings trust bancorp securities
advisors attorneys auction auctions funeral mortuary crematory cremation neurology urology
ophthalmology optometry orthodontics dentistry chiropractic podiatry nephrology rheumatology
gastroenterology endocrinology hematology pulmonology gynecology midwifery midwives wellness
counseling guild league club union rail railroad railway railyard haulage couriers movers storage
motel inn suites casino resort seminary polytechnic charter cooking catering caterers florist
florists nurseries landscape tree pest supply supplies parts repair rentals rental tours travel
cruises yachts charters barbershop barbers nails tattoo pawn jewelry optical eyewear veterinary vet
drive-in creameries yards yard shipping boats cartage freightways lines stage players repertory quartet chorus
choir kitchens bakers`;

/** Congregations by their denomination: `First Zzbaptist`, `Mt. Zznebo Baptist`. */
export const DENOMINATIONS =
	'baptist methodist lutheran presbyterian episcopal pentecostal reformed mennonite congregational unitarian nazarene adventist ame cogic umc elca orthodox catholic';
