using System.Text;
using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Packages;

/// <summary>A good package opens; each kind of damage is one clear error before the graph is parsed.</summary>
public sealed class ModelPackageTests : IDisposable
{
    private const string Id = "tiny-bag";

    private readonly TemporaryFolder _zoo = new();
    private readonly ModelManifest _manifest;

    public ModelPackageTests() => _manifest = TinyPackage.WriteBag(_zoo.Path, Id);

    public static TheoryData<string> Listed => [.. new[] { "1/model.onnx", "vocab.txt", "labels.txt", "golden.json" }];

    public void Dispose() => _zoo.Dispose();

    [Fact]
    public void A_good_package_gives_its_parts()
    {
        var package = ModelPackage.Open(_zoo.Sub(Id));

        package.Manifest.Should().BeEquivalentTo(_manifest, "the manifest is the package's own");
        package.Folder.Should().Be(_zoo.Sub(Id), "messages must name the right folder");
        package.Labels.Should().Equal(["negative", "positive"], "labels stand in the order of the scores");
        package.Vocabulary.Count.Should().Be(TinyPackage.Tokens.Length, "the complete index is in the file");
        package.ReadGraph().Should().Equal(File.ReadAllBytes(_zoo.Sub(Id, "1", "model.onnx")), "the graph is the file's content");
        package.ReadGoldens().Should().ContainSingle("one golden was written").Which.Text.Should().Be("Not a bad film at all.", "the golden's text is as written");
    }

    [Fact]
    public void What_was_hashed_is_what_is_used()
    {
        var package = ModelPackage.Open(_zoo.Sub(Id));
        var graph = package.ReadGraph();
        Directory.Delete(_zoo.Sub(Id), recursive: true);

        package.ReadGraph().Should().Equal(graph, "a file exchanged after the check must not be run");
        using var classifier = TextClassifier.Load(package, new ClassifierOptions { Provider = ExecutionProvider.Cpu });
        classifier.Predict("a film").Tokens.Should().Be(3, "everything needed was read when the package was opened");
        graph[0] ^= 0xFF;
        package.ReadGraph()[0].Should().NotBe(graph[0], "a caller's copy is the caller's");
    }

    [Fact]
    public void Files_that_the_manifest_does_not_list_are_ignored()
    {
        File.WriteAllText(_zoo.Sub(Id, "notes.txt"), "mine");

        ModelPackage.Open(_zoo.Sub(Id)).Manifest.Id.Should().Be(Id, "a user's note beside a model does no harm");
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public void One_changed_byte_in_any_file_is_found(string path)
    {
        var file = _zoo.Sub(Id, path);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);

        var found = TinyPackage.Describe(_zoo.Sub(Id), path).Sha256[..12];
        var listed = _manifest.Files.Single(entry => entry.Path == path).Sha256[..12];
        Refused($"{Id}: manifest says {path} has SHA-256 {listed}…, the file has {found}…; run 'make train-all' or restore the file.");
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public void A_missing_file_is_found(string path)
    {
        File.Delete(_zoo.Sub(Id, path));

        Refused($"{Id}: {path} is missing from *");
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public void A_file_that_is_longer_or_shorter_than_listed_is_found_without_reading_it(string path)
    {
        var length = new FileInfo(_zoo.Sub(Id, path)).Length;
        File.AppendAllText(_zoo.Sub(Id, path), "x");

        Refused($"{Id}: manifest says {path} has {length} bytes, the file has {length + 1}; *");
    }

    [Fact]
    public void A_package_is_checked_before_its_graph_is_parsed()
    {
        File.WriteAllText(_zoo.Sub(Id, "1", "model.onnx"), "not a graph at all");
        using var zoo = ModelZoo.Open(_zoo.Path);

        var act = () => zoo.LoadClassifier(Id);

        act.Should().Throw<PackageException>("ONNX Runtime must not see a file that the manifest does not vouch for").WithMessage("*bytes*");
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("1/../../outside.txt")]
    [InlineData("./vocab.txt")]
    [InlineData("1//model.onnx")]
    [InlineData("C:/windows/win.ini")]
    [InlineData("..\\outside.txt")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_leaves_the_package_is_refused(string path)
    {
        File.WriteAllText(_zoo.Sub("outside.txt"), "secret");

        RefusedManifest(manifest => manifest with { Files = [.. manifest.Files, new FileManifest(path, new string('0', 64), 6)] }, "*leaves the package*");
    }

    [Fact]
    public void A_symbolic_link_is_refused_for_files_and_folders_and_the_manifest()
    {
        if (OperatingSystem.IsWindows())
        {
            // Links need a privilege there that test machines rarely have: the smaller check is that the package is good.
            ModelPackage.Open(_zoo.Sub(Id)).Manifest.Id.Should().Be(Id, "the package has no links");
            return;
        }

        File.Move(_zoo.Sub(Id, "vocab.txt"), _zoo.Sub("target"));
        File.CreateSymbolicLink(_zoo.Sub(Id, "vocab.txt"), _zoo.Sub("target"));
        Refused($"{Id}: vocab.txt is a symbolic link or lies behind one*");

        TinyPackage.WriteBag(_zoo.Path, "linked-folder");
        Directory.Move(_zoo.Sub("linked-folder", "1"), _zoo.Sub("elsewhere"));
        Directory.CreateSymbolicLink(_zoo.Sub("linked-folder", "1"), _zoo.Sub("elsewhere"));
        Refused("linked-folder: 1/model.onnx is a symbolic link or lies behind one*", "linked-folder");

        TinyPackage.WriteBag(_zoo.Path, "linked-manifest");
        File.Move(_zoo.Sub("linked-manifest", "manifest.json"), _zoo.Sub("manifest.json"));
        File.CreateSymbolicLink(_zoo.Sub("linked-manifest", "manifest.json"), _zoo.Sub("manifest.json"));
        Refused("linked-manifest: manifest.json is a symbolic link or lies behind one*", "linked-manifest");
    }

    [Theory]
    [InlineData("", "is not a manifest*")]
    [InlineData("not JSON", "is not a manifest*")]
    [InlineData("[]", "has no format number*")]
    [InlineData("null", "has no format number*")]
    [InlineData("{}", "has no format number*")]
    [InlineData("{\"format\": \"1\"}", "has no format number*")]
    [InlineData("{\"format\": 2}", "has format 2, and this version reads format 1; use the RnnOnnx version that wrote it*")]
    [InlineData("{\"format\": 1, \"\\udc00x\": 1}", "is not a manifest: *surrogate*")]
    [InlineData("{\"format\": 1, \"id\": \"\\ud800\"}", "is not a manifest*")]
    [InlineData("{\"format\": 1}", "is not a manifest: *required properties*")]
    public void A_manifest_that_is_none_is_refused(string json, string message)
    {
        File.WriteAllText(_zoo.Sub(Id, ModelManifest.FileName), json);

        Refused($"{Id}: manifest.json {message}");
    }

    [Fact]
    public void Files_that_are_too_large_together_are_refused_unread() => RefusedManifest(
        static manifest => manifest with { Files = [.. manifest.Files.Select(static file => file with { Bytes = PackageLimits.PackageBytes - 100 })] },
        "its files up to vocab.txt have 4294966982 bytes together, and the limit is 2147483591*");

    [Fact]
    public void A_deeply_nested_manifest_is_refused()
    {
        File.WriteAllText(_zoo.Sub(Id, ModelManifest.FileName), new string('[', 100_000));

        Refused($"{Id}: manifest.json is not a manifest*");
    }

    [Fact]
    public void A_huge_manifest_is_refused_unread()
    {
        using (var stream = File.OpenWrite(_zoo.Sub(Id, ModelManifest.FileName)))
        {
            stream.SetLength(PackageLimits.ManifestBytes + 1);
        }

        Refused($"{Id}: manifest.json has 1048577 bytes, and the limit is 1048576*");
    }

    [Fact]
    public void A_missing_manifest_is_named()
    {
        File.Delete(_zoo.Sub(Id, ModelManifest.FileName));

        Refused($"{Id}: manifest.json is missing from *");
    }

    [Fact]
    public void A_missing_folder_is_named() => Refused("nowhere: the folder * does not exist*", "nowhere");

    [Fact]
    public void Absurd_manifests_are_refused_with_what_is_absurd()
    {
        var hash = new string('0', 64);
        RefusedManifest(manifest => manifest with { Id = "../x" }, "*the id '../x'*");
        RefusedManifest(manifest => manifest with { Tolerance = -1 }, "*tolerance -1*");
        RefusedManifest(manifest => manifest with { Parameters = -1 }, "*parameters is -1*");
        RefusedManifest(manifest => manifest with { Trainable = 13 }, "*13 of 12 parameters*");
        RefusedManifest(manifest => manifest with { Layers = [null!] }, "*layer is null*");
        RefusedManifest(manifest => manifest with { Pipeline = manifest.Pipeline with { MaximumLength = 0 } }, "*maximum length is 0*");
        RefusedManifest(manifest => manifest with { Pipeline = manifest.Pipeline with { MaximumLength = int.MaxValue } }, "*maximum length is 2147483647*");
        RefusedManifest(manifest => manifest with { Pipeline = manifest.Pipeline with { VocabularySize = 0 } }, "*vocabulary size is 0*");
        RefusedManifest(manifest => manifest with { Graph = manifest.Graph with { Inputs = [] } }, "*no input or no output*");
        RefusedManifest(manifest => manifest with { Graph = manifest.Graph with { Outputs = [null!] } }, "*is null*");
        RefusedManifest(manifest => manifest with { Labels = "other.txt" }, "*uses the file 'other.txt' but does not list it*");
        RefusedManifest(manifest => manifest with { Files = [] }, "*does not list it*");
        RefusedManifest(manifest => manifest with { Files = [null!] }, "*a file is null*");
        RefusedManifest(manifest => manifest with { Files = [.. manifest.Files, manifest.Files[0]] }, "*twice or lists itself*");
        RefusedManifest(manifest => manifest with { Files = [.. manifest.Files, new FileManifest("manifest.json", hash, 1)] }, "*twice or lists itself*");
        RefusedManifest(manifest => manifest with { Files = [.. manifest.Files, new FileManifest("a.txt", "AB", 1)] }, "*'AB'*64 lower-case*");
        RefusedManifest(manifest => manifest with { Files = [.. manifest.Files, new FileManifest("a.txt", hash, -1)] }, "*size of a.txt is -1*");
        RefusedManifest(manifest => manifest with { Files = [.. manifest.Files, new FileManifest("a.txt", hash, long.MaxValue)] }, "*size of a.txt is 9223372036854775807*");
        RefusedManifest(manifest => manifest with { Files = [.. Enumerable.Range(0, 1001).Select(i => new FileManifest($"{i}.txt", hash, 1))] }, "*1001 files*");
    }

    [Fact]
    public void Absurd_records_of_stored_weights_are_refused_with_what_is_absurd()
    {
        GoodZoo.Write(_zoo.Path);
        var manifest = ModelPackage.Open(_zoo.Sub(GoodZoo.Stored)).Manifest;
        void RefusedStorage(Func<StorageManifest, StorageManifest> change, string message)
        {
            TinyPackage.WriteManifest(_zoo.Path, manifest with { Storage = change(manifest.Storage!) }, Id);
            Refused($"{Id}: manifest.json is not usable: {message}");
        }

        RefusedStorage(storage => storage with { Float32Sha256 = "AB" }, "the SHA-256 of the float32 graph, 'AB'*");
        RefusedStorage(storage => storage with { Float32Bytes = 0 }, "the float32 graph has 0 bytes*");
        RefusedStorage(storage => storage with { Bytes = 7 }, "the stored graph has 7 bytes, and 1/model.onnx is listed with *");
        RefusedStorage(storage => storage with { Elements = new Dictionary<string, long> { ["int8"] = -1 } }, "the constants of an element type take -1 bytes*");
        RefusedStorage(storage => storage with { Validation = new StoredAccuracy(0.5, 1.5) }, "an accuracy of the stored weights*");
        RefusedStorage(storage => storage with { Test = new StoredAccuracy(-0.1, 0.5) }, "an accuracy of the stored weights*");
        RefusedStorage(storage => storage with { LargestDifference = -1 }, "the largest difference of the stored weights is -1*");
        RefusedStorage(storage => storage with { Float32Goldens = "other.json" }, "it uses the file 'other.json' but does not list it*");
    }

    [Theory]
    [InlineData("negative\n")]
    [InlineData("negative\npositive\nneutral\n")]
    [InlineData("same\nsame\n")]
    [InlineData("negative\n\n")]
    public void Labels_that_do_not_fit_the_task_are_refused(string labels)
    {
        Rewrite("labels.txt", labels);
        var package = ModelPackage.Open(_zoo.Sub(Id));

        var act = () => package.Labels;

        act.Should().Throw<PackageException>("a score without its label is no prediction").WithMessage($"{Id}: labels.txt must hold two different labels*");
    }

    [Fact]
    public void Well_hashed_nonsense_in_the_vocabulary_or_the_goldens_is_refused()
    {
        Rewrite("vocab.txt", "a\na\n");
        Rewrite("golden.json", "{}");
        var package = ModelPackage.Open(_zoo.Sub(Id));

        var vocabulary = () => package.Vocabulary;
        var goldens = package.ReadGoldens;

        vocabulary.Should().Throw<PackageException>("one word would have two ids").WithMessage($"{Id}: vocab.txt: *line 1 and again on line 2*");
        goldens.Should().Throw<PackageException>("the file is no list of goldens").WithMessage($"{Id}: golden.json is not a list of goldens*");
    }

    private void Rewrite(string path, string content)
    {
        File.WriteAllBytes(_zoo.Sub(Id, path), Encoding.UTF8.GetBytes(content));
        using var stream = File.OpenRead(_zoo.Sub(Id, ModelManifest.FileName));
        var manifest = PackageJson.ReadManifest(stream);
        stream.Close();
        var described = TinyPackage.Describe(_zoo.Sub(Id), path);
        TinyPackage.WriteManifest(_zoo.Path, manifest with { Files = [.. manifest.Files.Where(file => file.Path != path), described] });
    }

    private void RefusedManifest(Func<ModelManifest, ModelManifest> change, string message)
    {
        TinyPackage.WriteManifest(_zoo.Path, change(_manifest), Id);
        Refused($"{Id}: manifest.json is not usable: {message}");
    }

    private void Refused(string message, string id = Id)
    {
        var act = () => ModelPackage.Open(_zoo.Sub(id));
        act.Should().Throw<PackageException>("a damaged package must not be used, and the user must learn what is damaged").WithMessage(message);
    }
}
