using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Cli;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Verification;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Verification;

/// <summary>A good zoo passes; each kind of damage fails the check that looks for it, and no other package.</summary>
public sealed class ZooVerifierTests : IDisposable
{
    private const string Id = GoodZoo.Stored;

    private readonly TemporaryFolder _zoo = new();

    public ZooVerifierTests() => GoodZoo.Write(_zoo.Path);

    public static TheoryData<string, Action<string>, string, string> Damages { get; } = new()
    {
        { "a changed vocabulary", zoo => File.AppendAllText(Path.Combine(zoo, Id, "vocab.txt"), "x"), "files", "manifest says vocab.txt has*" },
        { "a missing file", zoo => File.Delete(Path.Combine(zoo, Id, "labels.txt")), "files", "labels.txt is missing*" },
        { "a manifest that is none", zoo => File.WriteAllText(Path.Combine(zoo, Id, "manifest.json"), "{}"), "files", "manifest.json has no format number*" },
        { "another id than the folder's", zoo => GoodZoo.Change(zoo, Id, m => m with { Id = "other" }), "files", "manifest says the model is 'other'*" },
        { "a graph that is none", zoo => Graph(zoo, _ => [1, 2, 3]), "graph", "1/model.onnx is not given to ONNX Runtime: the file breaks off*" },
        { "an operator that is not allowed", zoo => Graph(zoo, _ => TinyGraphs.Model([TinyGraphs.Node("Loop", ["ids"], "scores")], [], [TinyGraphs.Value("ids", TinyGraphs.Longs, "batch", "time")], [TinyGraphs.Value("scores", TinyGraphs.Floats, "batch", "1")])), "graph", "*(Loop) is of an operator*" },
        { "a weight that is no number", zoo => Graph(zoo, _ => TinyGraphs.Bag(12, 1).Select((b, i) => i is > 150 and < 160 ? (byte)0xFF : b).ToArray()), "graph", "*not given to ONNX Runtime*" },
        { "a golden with other ids", zoo => GoodZoo.Rewrite(zoo, Id, "golden.json", json => Replace(json, "6,", "7,")), "goldens", "golden 0 has other ids than its text gives" },
        { "a golden with another score", zoo => GoodZoo.Rewrite(zoo, Id, "golden.json", json => Replace(json, "0.", "0.1")), "goldens", "a score is * off its golden, and 1.0e-5 is allowed" },
        { "goldens that are none", zoo => GoodZoo.Rewrite(zoo, Id, "golden.json", _ => "[null]"u8.ToArray()), "goldens", "*" },
        { "other test data", zoo => GoodZoo.Rewrite(zoo, Id, "test_data_set_0/output_0.pb", _ => TinyGraphs.Tensor("scores", TinyGraphs.Floats, [1, 1], new byte[4]).ToArray()), "test-data", "an output is * off test_data_set_0*" },
        { "test data of another output", zoo => GoodZoo.Rewrite(zoo, Id, "test_data_set_0/output_0.pb", _ => TinyGraphs.Tensor("nothing", TinyGraphs.Floats, [1, 1], new byte[4]).ToArray()), "test-data", "*" },
        { "test data that is none", zoo => GoodZoo.Rewrite(zoo, Id, "test_data_set_0/input_0.pb", _ => [9, 9, 9]), "test-data", "*" },
        { "no test data", zoo => GoodZoo.Change(zoo, Id, m => m with { Files = [.. m.Files.Where(f => !f.Path.StartsWith("test", StringComparison.Ordinal))] }), "test-data", "test_data_set_0 has 0 inputs and 0 outputs*" },
        { "another difference than the recorded one", zoo => Storage(zoo, s => s with { LargestDifference = 0.5 }), "storage", "scores of stored and trained weights differ by 1.0e-3, and the manifest says 5.0e-1" },
        { "more accuracy lost than allowed", zoo => Storage(zoo, s => s with { Test = new StoredAccuracy(0.9, 0.89) }), "storage", "the stored weights lose 0.0100 of accuracy, and 0.001 is allowed*" },
        { "other element types", zoo => Storage(zoo, s => s with { Elements = new Dictionary<string, long> { ["float16"] = 24, ["int64"] = 8 } }), "storage", "the constants take float32 48, int64 8 bytes, and the manifest says float16 24, int64 8" },
        { "goldens of other texts", zoo => GoodZoo.Rewrite(zoo, Id, "golden-float32.json", json => Replace(json, "bad", "good")), "storage", "golden-float32.json has other texts or ids than golden.json" },
    };

    public void Dispose() => _zoo.Dispose();

    [Fact]
    public void A_good_zoo_passes_every_check()
    {
        var verified = ZooVerifier.Verify(_zoo.Path).ToArray();

        verified.SelectMany(package => package.Checks.Where(check => !check.Passed).Select(check => $"{package.Id} {check}")).Should().BeEmpty("everything is as it says");
        verified.Select(package => package.Id).Should().Equal(Id, GoodZoo.Topics, GoodZoo.Words, TinyVectors.Id, "index.json");
        verified[0].Checks.Select(check => check.Name).Should().Equal(["files", "graph", "goldens", "test-data", "storage"], "each is looked at");
        verified[2].Checks.Select(check => check.Name).Should().Equal(["files", "vectors", "graph", "goldens", "test-data"], "word vectors are part of the model");
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Each_damage_is_found_and_only_there(string what, Action<string> damage, string check, string message)
    {
        damage(_zoo.Path);
        GoodZoo.WriteIndex(_zoo.Path);

        var verified = ZooVerifier.Verify(_zoo.Path).ToArray();

        verified.Where(package => !package.Passed).Should().ContainSingle($"{what} is one package's damage").Which.Id.Should().Be(Id);
        verified[0].Checks.First(c => !c.Passed).Name.Should().Be(check, $"{what} is found by the check that looks for it");
        verified[0].Checks.First(c => !c.Passed).Detail.Should().Match(message, "a user must learn what is wrong");
        ZooVerifier.Verify(_zoo.Sub(Id)).Should().ContainSingle("a package can be checked alone").Which.Checks.Should().Equal(verified[0].Checks);
    }

    [Fact]
    public void Word_vectors_that_are_missing_or_others_are_the_models_damage_too()
    {
        File.AppendAllText(_zoo.Sub(TinyVectors.Id, "vectors.json"), " ");
        Failed().Should().Equal([(GoodZoo.Words, "vectors")], "the hash of vectors.json is the model's");

        File.AppendAllText(_zoo.Sub(TinyVectors.Id, "vocab.txt"), "x");
        Failed().Should().Equal([(GoodZoo.Words, "vectors"), (TinyVectors.Id, "files")], "both have lost a file");

        Directory.Delete(_zoo.Sub(TinyVectors.Id), recursive: true);
        Failed().Should().Equal([(GoodZoo.Words, "vectors")], "what is not there cannot be checked, but it is missed");
    }

    [Fact]
    public void Test_data_without_one_of_the_outputs_is_told()
    {
        GoodZoo.Change(_zoo.Path, GoodZoo.Words, m => m with { Files = [.. m.Files.Where(f => f.Path != "test_data_set_0/output_1.pb")] });
        Failed().Should().Equal([(GoodZoo.Words, "test-data")], "what no data is there of, no runtime is compared by");
    }

    [Fact]
    public void An_index_that_does_not_agree_is_told()
    {
        File.WriteAllText(_zoo.Sub("index.json"), File.ReadAllText(_zoo.Sub("index.json")).Replace(GoodZoo.Topics, "ghost", StringComparison.Ordinal));
        ZooVerifier.Verify(_zoo.Path).Last().Checks[0].Detail.Should().Be($"it lists ghost, which is not there; it does not list {GoodZoo.Topics}");

        GoodZoo.WriteIndex(_zoo.Path);
        TinyPackage.WriteManifest(_zoo.Path, ModelPackage.Open(_zoo.Sub(Id)).Manifest with { Summary = "Changed." }, Id);
        ZooVerifier.Verify(_zoo.Path).Last().Checks[0].Detail.Should().Be($"it has another hash of the manifest of {Id}");

        foreach (var index in new[] { "", "[]", "{\"packages\": [1]}", "{\"packages\": [{\"id\": \"a\"}]}" })
        {
            File.WriteAllText(_zoo.Sub("index.json"), index);
            ZooVerifier.Verify(_zoo.Path).Last().Should().Match<VerifiedPackage>(v => v.Id == "index.json" && !v.Passed, "'{0}' is no index", index);
        }

        File.Delete(_zoo.Sub("index.json"));
        ZooVerifier.Verify(_zoo.Path).Last().Passed.Should().BeFalse("a zoo has an index");
    }

    [Fact]
    public void The_command_tells_a_line_for_each_package_and_ends_with_1_when_one_failed()
    {
        var good = CommandLine.Run(_zoo.Path, ["verify"]);
        File.Delete(_zoo.Sub(Id, "labels.txt"));
        var bad = CommandLine.Run("/nowhere", ["verify", _zoo.Path]);
        var json = CommandLine.Run(_zoo.Path, ["verify", "--json"]);
        var alone = CommandLine.Run(_zoo.Path, ["verify", _zoo.Sub(GoodZoo.Topics)]);
        var none = CommandLine.Run(_zoo.Path, ["verify", _zoo.Sub(Id, "1")]);

        (good.ExitCode, good.Error).Should().Be((0, ""));
        good.Lines.Should().HaveCount(6, "each package and the index have a line, and one counts them").And.OnlyContain(line => line.StartsWith("ok      ", StringComparison.Ordinal) || line == "5 verified, 0 failed");
        bad.ExitCode.Should().Be(1);
        bad.Lines.Should().Contain(line => line.StartsWith($"FAILED  {Id}  files: labels.txt is missing", StringComparison.Ordinal)).And.Contain(line => line.StartsWith($"ok      {GoodZoo.Topics}", StringComparison.Ordinal), "a damaged package does not stop the others")
            .And.EndWith("5 verified, 1 failed");
        json.ExitCode.Should().Be(1);
        System.Text.Json.JsonDocument.Parse(json.Output).RootElement[0].GetProperty("checks")[0].GetProperty("passed").GetBoolean().Should().BeFalse("scripts read it");
        (alone.ExitCode, alone.Lines.Length).Should().Be((0, 2));
        (none.ExitCode, none.Error).Should().Be((1, $"rnnonnx: There is no package in {_zoo.Sub(Id, "1")}; run 'make train-all' or give the folder that holds the models.\n"));
    }

    private (string, string)[] Failed()
    {
        GoodZoo.WriteIndex(_zoo.Path);
        return [.. ZooVerifier.Verify(_zoo.Path).SelectMany(package => package.Checks.Where(check => !check.Passed).Select(check => (package.Id, check.Name)))];
    }

    private static void Storage(string zoo, Func<StorageManifest, StorageManifest> change) => GoodZoo.Change(zoo, Id, manifest => manifest with { Storage = change(manifest.Storage!) });

    private static void Graph(string zoo, Func<byte[], byte[]> change)
    {
        GoodZoo.Rewrite(zoo, Id, "1/model.onnx", change);
        Storage(zoo, storage => storage with { Bytes = new FileInfo(Path.Combine(zoo, Id, "1", "model.onnx")).Length });
    }

    private static byte[] Replace(byte[] json, string old, string with)
    {
        var text = System.Text.Encoding.UTF8.GetString(json);
        var at = text.LastIndexOf(old, StringComparison.Ordinal);
        return System.Text.Encoding.UTF8.GetBytes(text[..at] + with + text[(at + old.Length)..]);
    }
}
