using RnnOnnx.Text;

namespace RnnOnnx.Trainer.Corpora;

/// <summary>
/// Makes newswires in 46 topics from a seed. A wire is told by the words of its topic, a few in every text; one in eight of them is another topic's, and all else is shared.
/// A third of the wires is of one topic, and the rarest topics have a handful, as in the real corpus.
/// </summary>
public sealed class SampleWires
{
    private const int ShortestWire = 20;
    private const int LongestWire = 120;
    private const int LongestSentence = 16;
    private const int RarestTopic = 8;

    /// <summary>Each line: the topic, then words that tell it. Commonest first.</summary>
    private static readonly string[][] Table =
    [
        .. """
        results profit dividend turnover earnings shareholder
        takeovers merger bid stake acquisition tender
        exchange-rates dollar yen currency intervention dealers
        oil-wells barrel drilling opec refiner crude
        farm-crops maize harvest bushel farmland silo
        trade-balance exports imports deficit tariff quota
        lending-rates discount prime yield basis-points lender
        wheat-flour flour milling durum wheat bakery
        shipping freighter port cargo tanker strike
        sugar-cane cane beet refinery sweetener molasses
        money-stock liquidity m3 aggregates reserve-bank supply
        coffee-beans roaster arabica robusta coffee growers
        growth-figures gdp output economy expansion recession
        cooking-oils palm soyoil rapeseed margarine crushing
        consumer-prices inflation basket rent cpi shopper
        gold-mines bullion ounce gold nugget assay
        cocoa-beans cocoa chocolate grinding ivory pods
        natural-gas pipeline methane wellhead gasfield compressor
        copper-ore copper smelter cathode concentrate wire
        work-figures unemployment payroll vacancies jobless hiring
        steel-mills steel furnace rolling billet scrap
        cattle-trade cattle feedlot beef ranch herd
        bank-reserves reserves vault holdings bullion-bank assets
        factory-output factories manufacturing capacity assembly industrial
        cotton-bales cotton bale gin spinning textile
        rubber-trees rubber latex tapper tyre plantation
        petrol-pumps gasoline motorist octane pump filling
        aluminium-works aluminium bauxite ingot potline alumina
        oil-seeds soybean sunflower linseed seed oilseed
        payments-balance surplus current-account capital transfers invisibles
        wholesale-goods wholesale producer ppi warehouse markup
        house-building housing mortgage starts builder permits
        meat-packing carcass slaughter packer pork abattoir
        tin-council tin buffer-stock pewter solder cassiterite
        shop-sales retail department-store sales tills mall
        leading-signs indicators leading index cycle barometer
        fodder-meal meal fishmeal feed pellets protein
        heating-fuel heating-oil distillate winter burner degree-days
        plastics-works ethylene polymer propylene resin plant
        silver-coins silver bars sterling spot mint
        zinc-plates zinc galvanised slab spelter die-cast
        orange-groves orange juice frost grove citrus
        pig-farms hog sow piglet farrowing bacon
        lead-works lead battery lead-acid pigment smelting
        rare-metals titanium cobalt tungsten nickel vanadium
        dollar-notes greenback eurodollar dollar-bond notes swap
        """.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')),
    ];

    private static readonly string[] Places = ["London", "New York", "Tokyo", "Bonn", "Paris", "Chicago", "Zurich", "Sydney", "Ottawa", "Madrid"];
    private static readonly string[] Actors = ["officials", "traders", "analysts", "the ministry", "a spokesman", "the board", "brokers", "the chairman", "industry sources", "the agency"];
    private static readonly string[] Times = ["today", "yesterday", "last month", "this week", "in March", "this year", "in the quarter", "since January", "on Friday"];
    private static readonly string[] Moves = ["rose", "fell", "held steady", "climbed", "slipped", "recovered", "were little changed", "eased"];

    // 0 and 1 are words of the topic, 2 a place, 3 who, 4 when, 5 how it moved, 6 a number; none is longer than LongestSentence words.
    private static readonly string[] Sentences =
    [
        "{3} in {2} said {0} figures {5} {4}", "the {0} and {1} markets {5} {4}, {3} said", "{0} {5} by {6} pct {4}", "{3} expect more {0} than {4}",
        "the report on {0} put the total at {6} mln", "{3} said {4} that talks on {1} would go on", "they gave no details", "the figures were in line with forecasts, {3} said",
        "volume was {6} compared with {6} a year ago", "{2} was closed {4}", "he said the outlook for {0} was uncertain", "the statement came from {2} {4}",
    ];

    private readonly Random _random;

    private SampleWires(int seed) => _random = new Random(seed);

    /// <summary>The topics' names; a wire's label is a place in this list.</summary>
    public static IReadOnlyList<string> Topics { get; } = [.. Table.Select(words => words[0])];

    /// <summary>Makes wires of 20 to 120 words in random order.</summary>
    /// <param name="count">Number of wires, 1,000 or more, so that every topic gets at least eight.</param>
    /// <param name="seed">The same seed gives the same wires on every machine.</param>
    public static IReadOnlyList<LabelledText> Make(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1000);
        var wires = new SampleWires(seed);
        var texts = Sizes(count).SelectMany((size, topic) => Enumerable.Range(0, size).Select(_ => wires.Wire(topic))).ToArray();
        wires._random.Shuffle(texts);
        return texts;
    }

    private static int[] Sizes(int count)
    {
        // Above the floor each topic has 62 % of the one before it, which makes the first a third of all; what rounding leaves goes to it.
        var spare = count - (RarestTopic * Table.Length);
        var sizes = Table.Select((_, topic) => RarestTopic + (int)(spare * Math.Pow(0.62, topic) * 0.38)).ToArray();
        sizes[0] += count - sizes.Sum();
        return sizes;
    }

    private LabelledText Wire(int topic)
    {
        var wanted = _random.Next(ShortestWire, LongestWire - LongestSentence + 1);
        var text = new List<string>();
        for (var words = 0; words < wanted; words += WordIndexPipeline.Words(text[^1]).Count)
        {
            var sentence = text.Count == 0 ? Sentences[_random.Next(6)] : Pick(Sentences);
            text.Add(string.Format(null, sentence, Tell(topic), Tell(topic), Pick(Places), Pick(Actors), Pick(Times), Pick(Moves), _random.Next(1, 60)) + ".");
        }

        return new LabelledText(string.Join(' ', text), topic);
    }

    private string Tell(int topic)
    {
        var words = Table[_random.Next(8) == 0 ? _random.Next(Table.Length) : topic];
        return words[_random.Next(1, words.Length)];
    }

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
