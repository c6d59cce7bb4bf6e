using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Cli;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_token_has_its_id_its_count_and_the_score_without_it()
    {
        WriteWithCounts();
        var result = CommandLine.Run(_folder.Path, ["explain", "tiny-bag", "not dull, naïve film"]);
        (result.ExitCode, result.Error).Should().Be((0, ""));

        // "dull" has a line, but the network has too few ids for it; "naïve" has none.
        var score = TinyGraphs.BagProbability([1, 6, 2, 5]);
        var label = score >= 0.5 ? "positive" : "negative";
        double Of(int[] ids) => label == "positive" ? TinyGraphs.BagProbability(ids) : 1 - TinyGraphs.BagProbability(ids);
        string Row(params int[] ids) => $"{Of(ids).ToString("F4", CultureInfo.InvariantCulture)}  {(Of(ids) - Of([1, 6, 2, 5])).ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture)}";
        result.Lines[0].Should().Be($"{label}  {Of([1, 6, 2, 5]).ToString("F4", CultureInfo.InvariantCulture)}  (4 tokens seen, 2 unknown, 0 cut)");
        result.Lines[1].Should().MatchRegex("^token +id +count +what becomes of it +score without +change$");
        result.Lines[2].Should().MatchRegex("^<START> +1$", "no text can leave the sign out");
        result.Lines[3].Should().MatchRegex($"^not +6 +1,006 +{Escape(Row(1, 2, 5))}$");
        result.Lines[4].Should().MatchRegex($"^dull +2 +1,012 +unknown, replaced +{Escape(Row(1, 6, 5))}$", "the corpus has the word, the network does not");
        result.Lines[5].Should().MatchRegex("^naïve +unknown, left out$", "what the model never saw cannot move its score");
        result.Lines[6].Should().MatchRegex($"^film +5 +1,005 +{Escape(Row(1, 6, 2))}$");
    }

    [Fact]
    public void Json_has_the_same_and_a_token_that_is_left_out_makes_room_for_one_that_was_cut()
    {
        TinyPackage.WriteBag(_folder.Path);
        var text = string.Join(' ', Enumerable.Repeat("the", 5).Concat(Enumerable.Repeat("film", TinyPackage.MaximumLength)));
        var json = JsonDocument.Parse(CommandLine.Run(_folder.Path, ["explain", "tiny-bag", "--json", text]).Output).RootElement;
        json.GetProperty("cut").GetInt32().Should().Be(6, "the sign and five words do not fit");
        var tokens = json.GetProperty("tokens").EnumerateArray().ToArray();
        tokens.Select(t => t.GetProperty("cut").GetBoolean()).Should().Equal([.. Enumerable.Repeat(true, 6), .. Enumerable.Repeat(false, 12)]);
        tokens[5].GetProperty("scoreWithout").ValueKind.Should().Be(JsonValueKind.Null);
        tokens[5].GetProperty("count").ValueKind.Should().Be(JsonValueKind.Null, "this package has no counts");
        var without = TinyGraphs.BagProbability([4, .. Enumerable.Repeat(5, 11)]);
        var positive = json.GetProperty("label").GetString() == "positive";
        tokens[^1].GetProperty("scoreWithout").GetDouble().Should().BeApproximately(positive ? without : 1 - without, 1e-5, "eleven times 'film' and, in the room that is left, one 'the'");
    }

    [Fact]
    public void A_class_of_many_and_an_empty_text_are_explained_too()
    {
        TinyPackage.WriteTopics(_folder.Path);
        var package = ModelPackage.Open(Path.Combine(_folder.Path, "tiny-topics"));
        using var classifier = TextClassifier.Load(package);
        var explanation = Explanation.Of(package, classifier, "not bad");
        var label = classifier.Labels.ToList().IndexOf(explanation.Prediction.Label);
        explanation.Tokens[2].ScoreWithout.Should().BeApproximately((float)TinyGraphs.BagProbabilities([1, 6], 3)[label], 1e-5f);
        Explanation.Of(package, classifier, "").Tokens.Should().ContainSingle("an empty text has the sign alone").Which.ScoreWithout.Should().BeNull();
    }

    [Theory]
    [InlineData("1\n2\n", "*vocab-counts.txt has 2 counts and vocab.txt 14 tokens*")]
    [InlineData("1\n-2\n", "*vocab-counts.txt, line 2 is '-2'*")]
    public void Counts_that_do_not_fit_are_one_clear_error(string content, string message)
    {
        WriteWithCounts(content);
        ModelPackage.Open(Path.Combine(_folder.Path, "tiny-bag")).Invoking(p => p.ReadVocabularyCounts()).Should().Throw<PackageException>().WithMessage(message);
    }

    private static string Escape(string row) => System.Text.RegularExpressions.Regex.Escape(row).Replace("\\ \\ ", " +", StringComparison.Ordinal);

    private void WriteWithCounts(string? content = null)
    {
        var manifest = TinyPackage.WriteBag(_folder.Path);
        var folder = Path.Combine(_folder.Path, manifest.Id);
        File.WriteAllText(Path.Combine(folder, ModelPackage.CountsFile), content ?? string.Concat(Enumerable.Range(0, TinyPackage.Tokens.Length).Select(id => $"{1000 + id}\n")));
        TinyPackage.WriteManifest(_folder.Path, manifest with { Files = [.. manifest.Files, TinyPackage.Describe(folder, ModelPackage.CountsFile)] });
    }
}
