using FluentAssertions;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using RnnOnnx.Trainer.Training.Schedules;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Architectures;

public sealed class RecipeTests
{
    private static readonly Recipe Sound = TinyTraining.Recipe with { Name = "best" };

    /// <summary>Recipes with one wrong setting, and what the message has to name.</summary>
    public static TheoryData<Recipe, string> Wrong => new()
    {
        { Sound with { Epochs = -1 }, "epochs are -1" },
        { Sound with { BatchSize = 0 }, "batch size is 0" },
        { Sound with { Optimizer = (OptimizerKind)9 }, "optimizer 9" },
        { Sound with { LearningRate = double.NaN }, "learning rate is NaN" },
        { Sound with { LearningRate = 0 }, "learning rate is 0" },
        { Sound with { Epsilon = -1e-7 }, "epsilon is -1E-07" },
        { Sound with { GradientNorm = 0 }, "gradient norm is 0" },
        { Sound with { GradientValue = double.PositiveInfinity }, "gradient value is Infinity" },
        { Sound with { GradientValue = 1, GradientNorm = 1 }, "by norm and by value" },
        { Sound with { Monitor = (MonitoredFigure)5 }, "figure 5" },
        { Sound with { Patience = 0 }, "patience is 0" },
        { Sound with { MinimumDelta = -0.1 }, "minimum delta is -0.1" },
        { Sound with { ValidationShare = 1 }, "validation share is 1" },
        { Sound with { LengthWindow = 1 }, "length window is 1" },
        { Sound with { WordDropout = 1 }, "word dropout is 1" },
        { Sound with { AdversarialNorm = -1 }, "adversarial norm is -1" },
        { Sound with { AdversarialNorm = double.NaN }, "adversarial norm is NaN" },
        { Sound with { TeacherShare = 1.5 }, "teacher's share is 1.5" },
        { Sound with { LongestMemory = 2 }, "longest memory is 2 steps" },
        { Sound with { EmbeddingDropout = 1 }, "embedding dropout is 1" },
        { Sound with { EmbeddingFeatureDropout = -0.1 }, "embedding feature dropout is -0.1" },
        { Sound with { LastDropout = double.NaN }, "last dropout is NaN" },
        { Sound with { WeightDecay = -1 }, "weight decay is -1" },
        { Sound with { EmbeddingPenalty = double.PositiveInfinity }, "embedding penalty is Infinity" },
        { Sound with { LabelSmoothing = 1 }, "label smoothing is 1" },
        { Sound with { InitialEmbedding = (InitialEmbedding)9 }, "initial embedding 9" },
        { Sound with { Schedule = new CosineDecay(-1) }, "warm-up steps are -1" },
        { Sound with { Schedule = new CosineDecay(0, 1.5) }, "lowest ratio is 1.5" },
        { Sound with { Schedule = new StepDecay(0, 0.5) }, "epochs between two steps of the decay are 0" },
        { Sound with { Schedule = new StepDecay(1, 0) }, "ratio is 0" },
        { Sound with { Schedule = new ExponentialDecay(double.NaN) }, "ratio per epoch is NaN" },
        { Sound with { Schedule = new ReduceOnPlateau(1, 5) }, "plateau's ratio is 1" },
        { Sound with { Schedule = new ReduceOnPlateau(0.1, 0) }, "plateau's patience is 0" },
        { Sound with { Schedule = new ReduceOnPlateau(0.1, 5, MinimumDelta: double.NaN) }, "plateau's minimum delta is NaN" },
        { Sound with { Schedule = new ReduceOnPlateau(0.1, 5, LowestRatio: -1) }, "plateau's lowest ratio is -1" },
        { Sound with { Schedule = new ReduceOnPlateau(0.1, 5, (MonitoredFigure)5) }, "plateau's figure 5" },
        { Sound with { WeightAverage = new ExponentialAverage(1) }, "decay is 1" },
        { Sound with { WeightAverage = new LastEpochsAverage(0) }, "epochs are 0" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_refused_by_name(Recipe recipe, string named) =>
        recipe.Invoking(r => r.Checked(ArchitectureRegistry.Find("imdb-lstm"))).Should().Throw<RnnOnnxException>().WithMessage($"recipe best of imdb-lstm: *{named}*", "a user has to know what to change and where");

    [Fact]
    public void Settings_of_an_embedding_are_refused_where_there_is_none()
    {
        (Sound with { EmbeddingFeatureDropout = 0.1 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("imdb-char-lstm"))).Should().Throw<RnnOnnxException>("a setting without effect is worse than none")
            .WithMessage("recipe best of imdb-char-lstm: dropout of an embedding is asked for, and imdb-char-lstm has none");
        (Sound with { InitialEmbedding = InitialEmbedding.OwnVectors }).Invoking(r => r.Checked(ArchitectureRegistry.Find("reviews-lstm"))).Should().Throw<RnnOnnxException>("its vectors are given and frozen")
            .WithMessage("recipe best of reviews-lstm: *reviews-lstm trains none");
        (Sound with { EmbeddingDropout = 0.1 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("imdb-w2v-lstm-200"))).Should().NotThrow("given vectors can be dropped too");
    }

    [Fact]
    public void Words_are_not_left_out_of_what_a_network_learns_to_write() =>
        (Sound with { WordDropout = 0.1 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("char-generator"))).Should().Throw<RnnOnnxException>("a gap in a text is no text, and one of nothing is no batch")
            .WithMessage("recipe best of char-generator: words are to be left out, and char-generator learns to write whole texts");

    [Fact]
    public void A_teacher_of_two_labels_is_refused_where_there_are_others() =>
        (Sound with { TeacherShare = 0.5 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("reuters-lstm"))).Should().Throw<RnnOnnxException>("a setting without effect is worse than none")
            .WithMessage("recipe best of reuters-lstm: a teacher tells two labels apart, and reuters-lstm has others");

    [Fact]
    public void Adversarial_training_is_refused_where_no_words_are_embedded()
    {
        (Sound with { AdversarialNorm = 0.3 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("imdb-ff"))).Should().Throw<RnnOnnxException>("a setting without effect is worse than none")
            .WithMessage("recipe best of imdb-ff: adversarial training moves embedded words, and imdb-ff embeds none");
        (Sound with { AdversarialNorm = 0.3 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("reviews-lstm"))).Should().NotThrow("given vectors can be moved too");
    }

    [Fact]
    public void A_longest_memory_is_refused_where_there_are_no_gates()
    {
        (Sound with { LongestMemory = 40 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("imdb-simple-rnn"))).Should().Throw<RnnOnnxException>("a setting without effect is worse than none")
            .WithMessage("recipe best of imdb-simple-rnn: a longest memory is asked for, and imdb-simple-rnn has no LSTM and no GRU");
        (Sound with { LongestMemory = 40 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("reuters-bilstm"))).Should().NotThrow("both its directions have gates");
    }

    [Fact]
    public void All_wrong_settings_are_told_at_once() =>
        (Sound with { BatchSize = 0, Patience = -2 }).Invoking(r => r.Checked(ArchitectureRegistry.Find("imdb-lstm"))).Should().Throw<RnnOnnxException>()
            .WithMessage("recipe best of imdb-lstm: the batch size is 0 and must be 1 or more; patience is -2 and must be 1 or more");

    [Fact]
    public void Every_recipe_of_the_zoo_is_sound()
    {
        foreach (var architecture in ArchitectureRegistry.All)
        {
            foreach (var recipe in architecture.Recipes.Append(architecture.SampleRecipe))
            {
                recipe.Invoking(r => r.Checked(architecture)).Should().NotThrow("train-all would stop at it");
            }
        }
    }

    [Fact]
    public void Every_setting_is_told_so_that_a_changed_one_is_trained_anew()
    {
        Recipe[] variants =
        [
            Sound,
            Sound with { Epochs = 9 }, Sound with { BatchSize = 9 }, Sound with { Optimizer = OptimizerKind.RmsProp }, Sound with { LearningRate = 9 }, Sound with { Epsilon = 9 },
            Sound with { GradientNorm = 9 }, Sound with { GradientValue = 9 }, Sound with { Patience = 9 }, Sound with { MinimumDelta = 9 }, Sound with { KeepsBest = false },
            Sound with { Monitor = MonitoredFigure.Accuracy }, Sound with { Monitor = MonitoredFigure.Loss }, Sound with { ValidationShare = 0.5 },
            Sound with { LengthWindow = 9 }, Sound with { WordDropout = 0.5 }, Sound with { LongestMemory = 9 }, Sound with { AdversarialNorm = 9 }, Sound with { TeacherShare = 0.5 }, Sound with { EmbeddingDropout = 0.5 }, Sound with { EmbeddingFeatureDropout = 0.5 }, Sound with { LastDropout = 0.5 }, Sound with { WeightDecay = 9 },
            Sound with { EmbeddingPenalty = 9 }, Sound with { LabelSmoothing = 0.5 }, Sound with { InitialEmbedding = InitialEmbedding.OwnVectors },
            Sound with { Schedule = new StepDecay(9, 0.5) }, Sound with { Schedule = new StepDecay(8, 0.5) }, Sound with { Schedule = new StepDecay(9, 0.4) }, Sound with { Schedule = new ExponentialDecay(0.5) },
            Sound with { Schedule = new ExponentialDecay(0.4) }, Sound with { Schedule = new CosineDecay() }, Sound with { Schedule = new CosineDecay(9) }, Sound with { Schedule = new CosineDecay(9, 0.5) },
            Sound with { Schedule = new ReduceOnPlateau(0.1, 5) }, Sound with { Schedule = new ReduceOnPlateau(0.5, 5) }, Sound with { Schedule = new ReduceOnPlateau(0.1, 9) },
            Sound with { Schedule = new ReduceOnPlateau(0.1, 5, MinimumDelta: 9) }, Sound with { Schedule = new ReduceOnPlateau(0.1, 5, LowestRatio: 0.5) }, Sound with { Schedule = new ReduceOnPlateau(0.1, 5, MonitoredFigure.Accuracy) },
            Sound with { WeightAverage = new ExponentialAverage(0.9) }, Sound with { WeightAverage = new ExponentialAverage(0.99) }, Sound with { WeightAverage = new LastEpochsAverage(2) }, Sound with { WeightAverage = new LastEpochsAverage(3) },
        ];
        variants.Select(recipe => string.Join('\n', recipe.Settings)).Should().OnlyHaveUniqueItems("the fingerprint goes by the settings, and train-all would take a stale model for up to date");
    }

    [Fact]
    public void Gradients_are_cut_off_at_a_value()
    {
        var (free, cut) = (new StepRecorder(), new StepRecorder());
        TinyTraining.Fit(Sound with { Epochs = 1 }, free);
        TinyTraining.Fit(Sound with { Epochs = 1, GradientValue = 0.01 }, cut);
        var gradients = free.Gradients[0].SelectMany(g => g).ToArray();
        gradients.Should().Contain(g => Math.Abs(g) > 0.01f, "or there was nothing to cut");
        cut.Gradients[0].SelectMany(g => g).Should().Equal(gradients.Select(g => Math.Clamp(g, -0.01f, 0.01f)), "the optimizer sees gradients of that size at most");
    }
}
