using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Text;

public sealed class CharacterSequencePipelineTests
{
    private static readonly string[] Tokens = [.. CharacterSequencePipeline.Signs, "a", "b", "\U0001F600"];

    private static readonly PipelineManifest Settings = TinyPipelines.Sequence with { VocabularySize = Tokens.Length };

    [Fact]
    public void A_character_is_an_id_after_the_start_sign()
    {
        var sequence = new CharacterSequencePipeline(Settings, Vocabulary.FromTokens(Tokens)).Encode("ab\U0001F600\ud83dA");

        sequence.Should().BeEquivalentTo(new TokenSequence([1, 4, 5, 6, 3, 3], 2, 0), "half a pair and what the vocabulary lacks are unknown");
    }

    [Fact]
    public void The_signs_ids_may_be_said_and_must_be_right()
    {
        var said = Settings with { Start = 1, OutOfVocabulary = 3 };
        new CharacterSequencePipeline(said, Vocabulary.FromTokens(Tokens)).Encode("a").Ids.Should().Equal(1, 4);

        Refused(said with { Start = 2 }, Tokens, "*Start = 2*'<START>' as 1*");
        Refused(said with { OutOfVocabulary = 1 }, Tokens, "*OutOfVocabulary = 1*'<UNK>' as 3*");
    }

    [Fact]
    public void Short_texts_are_filled_at_the_end()
    {
        Refused(Settings with { Padding = SequenceSide.Pre }, Tokens, "*character-sequence*at the end*Pre*");
        Refused(Settings with { Truncation = SequenceSide.Pre }, Tokens, "*character-sequence*at the end*Pre*");
    }

    [Fact]
    public void The_vocabulary_has_the_signs_and_then_single_characters()
    {
        new CharacterSequencePipeline(Settings with { VocabularySize = 4 }, Vocabulary.FromTokens(CharacterSequencePipeline.Signs)).Encode("a").Ids.Should().Equal([1, 3], "a model may know no character");

        Refused(Settings, Tokens[..^1], "vocab.txt has 6 tokens, and the manifest says 7; *restore the file.");
        Refused(Settings, ["<BLANK>", .. Tokens[1..]], "vocab.txt: line 1 is '<BLANK>', and the character-sequence pipeline has <PAD> there; *restore the file.");
        Refused(Settings with { VocabularySize = 3 }, Tokens[..3], "vocab.txt: line 4 is '', and the character-sequence pipeline has <UNK> there; *");
        Refused(Settings, [.. Tokens[..4], "ab", .. Tokens[5..]], "vocab.txt: line 5 is 'ab', and the character-sequence pipeline has one character there; *");
        Refused(Settings, [.. Tokens[..^1], ""], "vocab.txt: line 7 is '', and the character-sequence pipeline has one character there; *");
    }

    private static void Refused(PipelineManifest settings, IReadOnlyList<string> tokens, string message)
    {
        var act = () => new CharacterSequencePipeline(settings, Vocabulary.FromTokens(tokens));
        act.Should().Throw<RnnOnnxException>("ids would mean other characters than in training").WithMessage(message);
    }
}
