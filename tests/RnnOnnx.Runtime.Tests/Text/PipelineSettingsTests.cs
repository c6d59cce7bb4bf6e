using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

/// <summary>What a manifest must and must not say of each kind: refused when the package is opened and when a pipeline is made of it.</summary>
public sealed class PipelineSettingsTests
{
    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, TinyPipelines.All.Count)];

    [Fact]
    public void Every_kind_is_known()
    {
        TextPipelines.Kinds.Should().Equal(["character-sequence", "characters", "keras-tokenizer", "text-vectorization", "treebank", "word-index"], "manifests name them");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Good_settings_make_a_pipeline(int number)
    {
        var (settings, vocabulary) = TinyPipelines.All[number];

        var pipeline = TextPipelines.Create(settings, vocabulary);

        PipelineRules.Violation(settings).Should().BeNull("the settings are good");
        pipeline.Settings.Should().BeSameAs(settings, "a user asks what the pipeline follows");
        pipeline.MaximumLength.Should().Be(TinyPackage.MaximumLength, "the manifest says so");
    }

    [Fact]
    public void A_kind_of_a_newer_version_is_left_to_it()
    {
        PipelineRules.Violation(TinyPipelines.Treebank with { Kind = "sentencepiece", Start = 5 }).Should().BeNull("its package can be listed, though not loaded");
    }

    [Fact]
    public void What_a_kind_needs_must_be_there()
    {
        Refused(TinyPipelines.WordIndex with { Start = null }, "*word-index*lacks Start*");
        Refused(TinyPipelines.WordIndex with { OutOfVocabulary = null }, "*word-index*lacks OutOfVocabulary*");
        Refused(TinyPipelines.WordIndex with { OutOfVocabulary = 12 }, "*OutOfVocabulary = 12*0 to 11*");
        Refused(TinyPipelines.Treebank with { Unknown = null }, "*treebank*lacks Unknown*");
        Refused(TinyPipelines.Treebank with { Unknown = UnknownTokens.Random }, "*treebank*lacks UnknownSeed*");
        Refused(TinyPipelines.Keras with { Unknown = UnknownTokens.Random }, "*keras-tokenizer*lacks UnknownSeed*");
        Refused(TinyPipelines.Characters with { VocabularySize = 47 }, "*46 symbols*47*");
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Refused(TinyPipelines.Treebank with { UnknownSeed = 1 }, "*UnknownSeed*chooses nothing*");
        Refused(TinyPipelines.Keras with { UnknownSeed = 1 }, "*UnknownSeed*chooses nothing*");
        Refused(TinyPipelines.Keras with { Unknown = UnknownTokens.Drop, OutOfVocabularyToken = "<OOV>" }, "*'<OOV>'*Drop does not use it*");
        Refused(TinyPipelines.Keras with { Unknown = UnknownTokens.Unk, OutOfVocabularyToken = "<OOV>" }, "*'<OOV>'*means <UNK>*");
        Refused(TinyPipelines.Keras with { CharacterLevel = true }, "*characters*Filters and Split are not used*");
        Refused(TinyPipelines.Keras with { Split = "" }, "*empty Split*");
        Refused(TinyPipelines.Vectorization with { Padding = SequenceSide.Pre }, "*at the end*padding Pre*");
        Refused(TinyPipelines.Characters with { Truncation = SequenceSide.Pre }, "*at the end*truncation Pre*");
        Refused(TinyPipelines.Vectorization with { Replacements = [new("", "x")] }, "*finds the empty text*");
        Refused(TinyPipelines.Vectorization with { Replacements = [null!] }, "*replacement*is null*");
    }

    [Fact]
    public void Settings_of_another_kind_are_refused()
    {
        Refused(TinyPipelines.Keras with { Start = 1 }, "*keras-tokenizer*no setting Start*");
        Refused(TinyPipelines.Treebank with { OutOfVocabulary = 1 }, "*treebank*no setting OutOfVocabulary*");
        Refused(TinyPipelines.Treebank with { Filters = "." }, "*treebank*no setting Filters*");
        Refused(TinyPipelines.Treebank with { OutOfVocabularyToken = "x" }, "*treebank*no setting OutOfVocabularyToken*");
        Refused(TinyPipelines.WordIndex with { Lower = false }, "*word-index*no setting Lower*");
        Refused(TinyPipelines.WordIndex with { Split = "," }, "*word-index*no setting Split*");
        Refused(TinyPipelines.Vectorization with { Unknown = UnknownTokens.Drop }, "*text-vectorization*no setting Unknown*");
        Refused(TinyPipelines.Characters with { CharacterLevel = true }, "*characters*no setting CharacterLevel*");
        Refused(TinyPipelines.Sequence with { Lower = true }, "*character-sequence*no setting Lower*");
        Refused(TinyPipelines.Characters with { UnknownSeed = 1 }, "*characters*no setting UnknownSeed*");
    }

    [Fact]
    public void A_pipeline_of_another_kind_than_the_manifests_is_a_mistake()
    {
        var act = () => new TreebankPipeline(TinyPipelines.Characters, TinyPipelines.TreebankWords);

        act.Should().Throw<RnnOnnxException>("the settings mean something else").WithMessage("*kind is 'characters'*");
    }

    private static void Refused(PipelineManifest settings, string message)
    {
        using var zoo = new TemporaryFolder();
        var manifest = TinyPackage.WriteBag(zoo.Path);
        TinyPackage.WriteManifest(zoo.Path, manifest with { Pipeline = settings with { Vocabulary = "vocab.txt" } }, manifest.Id);

        var open = () => ModelPackage.Open(zoo.Sub(manifest.Id));
        var create = () => TextPipelines.Create(settings, TinyPipelines.TreebankWords);

        open.Should().Throw<PackageException>("a package must say at once that it cannot work").WithMessage($"tiny-bag: manifest.json is not usable: {message}");
        create.Should().Throw<RnnOnnxException>("whoever makes a pipeline in code gets the same answer").WithMessage(message);
    }
}
