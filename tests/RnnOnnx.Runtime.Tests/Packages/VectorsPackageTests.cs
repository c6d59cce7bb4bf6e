using System.Buffers.Binary;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Packages;

/// <summary>Good word vectors open; each kind of damage, and each disagreement with a model, is one clear error.</summary>
public sealed class VectorsPackageTests : IDisposable
{
    private const string Model = "tiny-w2v";

    private readonly TemporaryFolder _zoo = new();
    private readonly VectorsManifest _manifest;

    public VectorsPackageTests() => _manifest = TinyVectors.Write(_zoo.Path);

    public void Dispose() => _zoo.Dispose();

    [Theory]
    [InlineData(VectorElement.Float32)]
    [InlineData(VectorElement.Float16)]
    [InlineData(VectorElement.Int8Rows)]
    public void Rows_are_read_as_they_were_written(VectorElement element)
    {
        var written = TinyVectors.Write(_zoo.Path, element);

        var package = VectorsPackage.Open(_zoo.Sub(TinyVectors.Id));

        package.Manifest.Should().BeEquivalentTo(written, "the manifest is the package's own");
        package.Reference.Should().Be(TinyVectors.Reference(_zoo.Path), "a model names the vectors by this hash");
        package.Vocabulary.Count.Should().Be(7, "each row has its word");
        var row = new float[3];
        for (var id = 0; id < 7; id++)
        {
            package.CopyRow(id, row);
            row.Should().Equal(Enumerable.Range(0, 3).Select(i => (float)TinyVectors.Number(id, i)), "row {0} is the vector of '{1}'", id, package.Vocabulary[id]);
        }
    }

    [Fact]
    public void A_row_that_is_not_there_is_a_mistake_of_the_caller()
    {
        var package = VectorsPackage.Open(_zoo.Sub(TinyVectors.Id));

        var negative = () => package.CopyRow(-1, new float[3]);
        var late = () => package.CopyRow(7, new float[3]);
        var narrow = () => package.CopyRow(1, new float[2]);

        negative.Should().Throw<ArgumentOutOfRangeException>("there is no such row").WithParameterName("id");
        late.Should().Throw<ArgumentOutOfRangeException>("there is no such row").WithParameterName("id");
        narrow.Should().Throw<ArgumentException>("half a vector is none").WithMessage("*3 numbers, and 2*");
    }

    [Fact]
    public void The_manifest_is_written_for_people_to_read()
    {
        File.ReadAllText(_zoo.Sub(TinyVectors.Id, "vectors.json")).Should().StartWith("{\n  \"format\": 1,\n  \"id\": \"vectors-tiny\",", "manifests are diffed in pull requests")
            .And.Contain("\"element\": \"float32\"", "enumerations are words").And.EndWith("}\n", "a text file ends with a line end");
    }

    [Theory]
    [InlineData("vectors.bin")]
    [InlineData("vocab.txt")]
    public void A_damaged_or_missing_file_is_named(string path)
    {
        var file = _zoo.Sub(TinyVectors.Id, path);
        var bytes = File.ReadAllBytes(file);

        bytes[^2] ^= 1;
        File.WriteAllBytes(file, bytes);
        Refused($"vectors-tiny: manifest says {path} has SHA-256 *, the file has *; run 'make train-all' or restore the file.");
        File.WriteAllBytes(file, bytes[1..]);
        Refused($"vectors-tiny: manifest says {path} has {bytes.Length} bytes, the file has {bytes.Length - 1}; *");
        File.Delete(file);
        Refused($"vectors-tiny: {path} is missing from *");
    }

    [Fact]
    public void A_missing_folder_or_manifest_is_named()
    {
        File.Delete(_zoo.Sub(TinyVectors.Id, "vectors.json"));
        Refused("vectors-tiny: vectors.json is missing from *");
        Directory.Delete(_zoo.Sub(TinyVectors.Id), recursive: true);
        Refused("vectors-tiny: the folder * does not exist*");
    }

    [Theory]
    [InlineData("", "is not a manifest*")]
    [InlineData("[]", "has no format number*")]
    [InlineData("{\"format\": 2}", "has format 2, and this version reads format 1*")]
    [InlineData("{\"format\": 1}", "is not a manifest: *required properties*")]
    public void A_manifest_that_is_none_is_refused(string json, string message)
    {
        File.WriteAllText(_zoo.Sub(TinyVectors.Id, "vectors.json"), json);

        Refused($"vectors-tiny: vectors.json {message}");
    }

    [Fact]
    public void A_manifest_that_contradicts_itself_is_refused()
    {
        RefusedManifest(_manifest with { Id = "../x" }, "*the id '../x'*");
        RefusedManifest(_manifest with { Dimension = 0 }, "*dimension is 0*");
        RefusedManifest(_manifest with { Dimension = 10_001 }, "*dimension is 10001*");
        RefusedManifest(_manifest with { Count = 0 }, "*number of vectors is 0*");
        RefusedManifest(_manifest with { Count = 8 }, "*8 vectors of 3 numbers (Float32) take 96 bytes, and vectors.bin has 84*");
        RefusedManifest(_manifest with { Count = int.MaxValue, Dimension = 10_000 }, "*take 85899345880000 bytes*");
        RefusedManifest(_manifest with { PaddingRow = false }, "*row 0 is not padding*");
        RefusedManifest(_manifest with { Vectors = _manifest.Vectors with { Path = "../vectors.bin" } }, "*leaves the package*");
        RefusedManifest(_manifest with { Vocabulary = _manifest.Vocabulary with { Path = "/etc/passwd" } }, "*leaves the package*");
        RefusedManifest(_manifest with { Vocabulary = _manifest.Vocabulary with { Path = "vectors.json" } }, "*lists itself*");
        RefusedManifest(_manifest with { Vectors = _manifest.Vectors with { Sha256 = "AB" } }, "*'AB'*64 lower-case*");
    }

    [Fact]
    public void A_symbolic_link_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            VectorsPackage.Open(_zoo.Sub(TinyVectors.Id)).Manifest.Id.Should().Be(TinyVectors.Id, "links need a privilege there");
            return;
        }

        File.Move(_zoo.Sub(TinyVectors.Id, "vectors.bin"), _zoo.Sub("target"));
        File.CreateSymbolicLink(_zoo.Sub(TinyVectors.Id, "vectors.bin"), _zoo.Sub("target"));

        Refused("vectors-tiny: vectors.bin is a symbolic link*");
    }

    [Fact]
    public void Well_hashed_contents_that_do_not_fit_are_refused()
    {
        RefusedVocabulary([.. TinyVectors.Tokens.SkipLast(1)], "vectors-tiny: vocab.txt has 6 lines for 7 vectors*");
        RefusedVocabulary(["the", .. TinyVectors.Tokens.Skip(1)], "vectors-tiny: vocab.txt starts with 'the'*<PAD>*");
        RefusedVocabulary(["<PAD>", "You", .. TinyVectors.Tokens.Skip(2)], "vectors-tiny: vocab.txt has no <UNK> as line 1*");

        TinyVectors.Write(_zoo.Path);
        var bytes = File.ReadAllBytes(_zoo.Sub(TinyVectors.Id, "vectors.bin"));
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4), 0.5f);
        File.WriteAllBytes(_zoo.Sub(TinyVectors.Id, "vectors.bin"), bytes);
        TinyVectors.WriteManifest(_zoo.Path, _manifest with { Vectors = TinyPackage.Describe(_zoo.Sub(TinyVectors.Id), "vectors.bin") });
        Refused("vectors-tiny: row 0 of vectors.bin is padding and must be zero*");
    }

    [Theory]
    [InlineData(VectorElement.Float32, new byte[] { 0, 0, 0xC0, 0x7F })]
    [InlineData(VectorElement.Float32, new byte[] { 0, 0, 0x80, 0xFF })]
    [InlineData(VectorElement.Float16, new byte[] { 0, 0x7C })]
    public void A_vector_that_holds_no_number_is_refused(VectorElement element, byte[] bad)
    {
        var manifest = TinyVectors.Write(_zoo.Path, element);
        var bytes = File.ReadAllBytes(_zoo.Sub(TinyVectors.Id, "vectors.bin"));
        bad.CopyTo(bytes, ((4 * TinyVectors.Dimension) + 2) * bad.Length);
        File.WriteAllBytes(_zoo.Sub(TinyVectors.Id, "vectors.bin"), bytes);
        TinyVectors.WriteManifest(_zoo.Path, manifest with { Vectors = TinyPackage.Describe(_zoo.Sub(TinyVectors.Id), "vectors.bin") });

        Refused("vectors-tiny: row 4 of vectors.bin holds at 2 a number that is infinite or none*");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MaxValue)]
    public void A_scale_that_leaves_no_number_of_its_row_is_refused(float scale)
    {
        var manifest = TinyVectors.Write(_zoo.Path, VectorElement.Int8Rows);
        var bytes = File.ReadAllBytes(_zoo.Sub(TinyVectors.Id, "vectors.bin"));
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * (sizeof(float) + TinyVectors.Dimension)), scale);
        File.WriteAllBytes(_zoo.Sub(TinyVectors.Id, "vectors.bin"), bytes);
        TinyVectors.WriteManifest(_zoo.Path, manifest with { Vectors = TinyPackage.Describe(_zoo.Sub(TinyVectors.Id), "vectors.bin") });

        Refused("vectors-tiny: row 4 of vectors.bin holds at 0 a number that is infinite or none*");
    }

    [Fact]
    public void A_model_finds_its_vectors_beside_it()
    {
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path));

        var package = ModelPackage.Open(_zoo.Sub(Model));

        package.Vectors!.Manifest.Should().BeEquivalentTo(_manifest, "the model needs these");
        package.Vocabulary.Should().BeSameAs(package.Vectors.Vocabulary, "the same words need not be kept twice");
    }

    [Fact]
    public void A_model_without_its_vectors_says_what_is_missing_changed_or_damaged()
    {
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path));

        File.AppendAllText(_zoo.Sub(TinyVectors.Id, "vectors.bin"), "x");
        RefusedModel("tiny-w2v: its word vectors cannot be used: vectors-tiny: manifest says vectors.bin has 84 bytes, the file has 85; run 'make train-all' or restore the file.");
        TinyVectors.Write(_zoo.Path, VectorElement.Float16);
        RefusedModel("tiny-w2v: manifest says vectors-tiny/vectors.json has SHA-256 *, the file of 'vectors-tiny' has *; run 'make train-all' or restore the vectors that the model was trained with.");
        Directory.Delete(_zoo.Sub(TinyVectors.Id), recursive: true);
        RefusedModel("tiny-w2v: its word vectors 'vectors-tiny' are missing: there is no folder *vectors-tiny; run 'make train-all' or copy that folder beside the model's.");
    }

    [Fact]
    public void A_model_that_does_not_fit_its_vectors_is_refused()
    {
        var reference = TinyVectors.Reference(_zoo.Path);

        TinyPackage.WriteVectors(_zoo.Path, reference, tokens: ["<PAD>", "<UNK>", "You", "like", "this", "movie", "n't"]);
        RefusedModel("tiny-w2v: it does not fit its word vectors 'vectors-tiny': its vocab.txt has SHA-256 *, that of the vectors has *; run 'make train-all' or restore the model.");
        TinyPackage.WriteVectors(_zoo.Path, reference, pipeline: TinyVectors.Pipeline with { VocabularySize = 8 });
        RefusedModel("*its vocabulary size is 8, and there are 7 vectors*");
        TinyVectors.WriteManifest(_zoo.Path, _manifest with { UnknownRow = false });
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path), pipeline: TinyVectors.Pipeline with { Unknown = UnknownTokens.Unk });
        RefusedModel("*unknown tokens by <UNK>, which has no vector*");
    }

    [Theory]
    [InlineData("../vectors-tiny", "*vectors' id '../vectors-tiny'*")]
    [InlineData("", "*vectors' id ''*")]
    public void A_reference_cannot_leave_the_zoo(string id, string message)
    {
        TinyPackage.WriteVectors(_zoo.Path, new VectorsReference(id, new string('0', 64)));

        RefusedModel($"tiny-w2v: manifest.json is not usable: {message}");
    }

    [Fact]
    public void A_reference_has_a_whole_hash()
    {
        TinyPackage.WriteVectors(_zoo.Path, new VectorsReference(TinyVectors.Id, "0123"));

        RefusedModel("tiny-w2v: manifest.json is not usable: *SHA-256 of the vectors, '0123'*");
    }

    [Fact]
    public void A_zoo_does_not_take_vectors_for_a_model()
    {
        TinyPackage.WriteVectors(_zoo.Path, TinyVectors.Reference(_zoo.Path));
        using var zoo = ModelZoo.Open(_zoo.Path);

        zoo.Models.Select(static model => model.Id).Should().Equal([Model], "vectors predict nothing");
        var act = () => zoo.LoadClassifier(TinyVectors.Id);
        act.Should().Throw<ModelNotFoundException>("vectors are no model, damaged or not");
    }

    private void RefusedVocabulary(string[] tokens, string message)
    {
        Vocabulary.FromTokens(tokens).Save(_zoo.Sub(TinyVectors.Id, "vocab.txt"));
        TinyVectors.WriteManifest(_zoo.Path, _manifest with { Vocabulary = TinyPackage.Describe(_zoo.Sub(TinyVectors.Id), "vocab.txt") });
        Refused(message);
    }

    private void RefusedManifest(VectorsManifest manifest, string message)
    {
        TinyVectors.WriteManifest(_zoo.Path, manifest, TinyVectors.Id);
        Refused($"vectors-tiny: vectors.json is not usable: {message}");
    }

    private void RefusedModel(string message)
    {
        var act = () => ModelPackage.Open(_zoo.Sub(Model));
        act.Should().Throw<PackageException>("other vectors are other words to the network").WithMessage(message);
    }

    private void Refused(string message)
    {
        var act = () => VectorsPackage.Open(_zoo.Sub(TinyVectors.Id));
        act.Should().Throw<PackageException>("damaged vectors must not be used, and the user must learn what is damaged").WithMessage(message);
    }
}
