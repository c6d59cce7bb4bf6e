namespace RnnOnnx.Trainer.Architectures;

/// <summary>Texts of the project's own on which a model's card shows what it gets wrong. Most are hard on purpose.</summary>
internal static class ExampleTexts
{
    private const string Positive = "positive";
    private const string Negative = "negative";

    /// <summary>Texts about films.</summary>
    public static readonly IReadOnlyList<LabelledExample> Films =
    [
        new("A warm, funny film with a cast that clearly enjoys itself.", Positive, "plain"),
        new("Flat jokes, wooden acting and a plot that goes nowhere.", Negative, "plain"),
        new("It is not without flaws, but I would not have missed a minute of it.", Positive, "negation"),
        new("Not the disaster that everybody said it was; I quite liked it.", Positive, "negation"),
        new("Nothing about it is good, and nothing about it is even interesting.", Negative, "negation"),
        new("I have rarely been so glad that nobody talked me out of a film.", Positive, "negation"),
        new("Oh, wonderful: another two hours of people shouting at robots.", Negative, "irony"),
        new("If you have trouble sleeping, I cannot recommend it highly enough.", Negative, "irony"),
        new("I laughed, I cried, I asked for my money back.", Negative, "irony"),
        new("The photography is gorgeous, the music is lovely, and I was bored to tears.", Negative, "mixed"),
        new("A great director, a brilliant cast, a fine script; what a waste.", Negative, "mixed"),
        new("The first act is clumsy and the effects are cheap, yet it won me over completely.", Positive, "mixed"),
        new("Everything that the book did well is missing here.", Negative, "comparison"),
        new("My expectations were low, and it beat them by a mile.", Positive, "comparison"),
    ];

    /// <summary>Newswires.</summary>
    public static readonly IReadOnlyList<LabelledExample> Wires =
    [
        new("Net income for the quarter was 4.1 mln dlrs, or 32 cts a share, against a loss of 1.2 mln dlrs a year ago.", "earn", "plain"),
        new("The company declared a quarterly dividend of 15 cts a share, payable April 30 to holders of record on April 10.", "earn", "plain"),
        new("The group said it had bought another six pct of the airline's shares and might seek control of it.", "acq", "plain"),
        new("The board turned down the offer of 45 dlrs a share and said that the company was not for sale.", "acq", "negation"),
        new("Opec ministers left the output ceiling as it was, and traders marked crude oil prices down.", "crude", "plain"),
        new("The Soviet Union has bought 300,000 tonnes of U.S. corn for delivery before September.", "grain", "two topics: also trade"),
        new("The Bank of Japan bought dollars for yen in Tokyo when the currency fell below 146.", "money-fx", "plain"),
        new("Three banks raised their prime lending rate by a quarter of a percentage point to 7-3/4 pct.", "interest", "plain"),
        new("The minister said that tariffs on semiconductors would follow if the surplus with the U.S. did not shrink.", "trade", "plain"),
        new("The mine will yield 90,000 ounces of gold a year from ore that was once thought to be worthless.", "gold", "rare topic"),
        new("Exporters of coffee left the talks in London without an agreement on quotas.", "coffee", "rare topic"),
        new("Dock workers stayed away for a third day, and 40 vessels waited to be unloaded.", "ship", "rare topic"),
    ];
}
