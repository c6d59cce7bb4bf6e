using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Evaluation;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Evaluation;

/// <summary>The figures that the runtime gives are those that training measured.</summary>
[Collection(SampleZooCollection.Name)]
public sealed class SampleZooEvaluationTests(SampleZoo zoo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EvaluationCorpora _corpora = new(new CorpusCatalog(() => []));

    public static TheoryData<string> Classifiers => [.. ArchitectureRegistry.Zoo.Where(a => a.Task != ModelTask.Generation).Select(a => a.Id)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void Accuracy_and_loss_are_the_manifest_s(string id)
    {
        var evaluation = Evaluate(Path.Combine(zoo.Path, id), new EvaluationRequest());

        var training = evaluation.Manifest.Training;
        evaluation.Texts.Remark.Should().BeNull("the corpus is the one that was trained on");
        (evaluation.Texts.Corpus, evaluation.Texts.Part, evaluation.Metrics.Count).Should().Be((training.Corpus, training.TestPart!, training.TestTexts));
        evaluation.Metrics.Accuracy.Should().Be(training.Metrics["test_accuracy"], "an application must get what training promised");
        // The loss of imdb-text-dense is that of its steps, and of logits as large as imdb-ff's a probability of float precision keeps nothing.
        if (id is not ("imdb-text-dense" or "imdb-ff"))
        {
            evaluation.Metrics.LogLoss.Should().BeApproximately(training.Metrics["test_loss"], 1e-4);
        }

        evaluation.WorstMistakes(3).Should().HaveCountLessThanOrEqualTo(3).And.OnlyContain(row => !evaluation.Answers[row].IsRight);
    }

    [Fact]
    public void A_generator_is_refused() => FluentActions.Invoking(() => Evaluate(Path.Combine(zoo.Path, "char-generator"), new EvaluationRequest()))
        .Should().Throw<RnnOnnxException>().WithMessage("char-generator writes text and classifies none*");

    [Fact]
    public void Without_its_corpus_a_real_model_is_not_evaluated_on_generated_texts()
    {
        var package = ModelPackage.Open(Path.Combine(zoo.Path, "reuters-lstm"));
        FluentActions.Invoking(() => _corpora.Find(package, new EvaluationRequest { Choice = CorpusChoice.Real })).Should().Throw<CorpusException>().WithMessage("the corpus 'reuters' is not there*");
    }

    [Fact]
    public void The_file_that_was_trained_on_is_divided_as_it_was_then_and_any_other_is_taken_whole()
    {
        var file = Path.Combine(_folder.Path, "own.csv");
        File.WriteAllText(file, "label,text\n" + string.Concat(Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? $"yes,good film {i / 9}\n" : $"no,bad film {i / 7}\n")));
        var own = new OwnCorpus(file, null, new LabelledTextOptions());
        using var log = new StringWriter();
        var trainer = new ModelTrainer(new DataPreparation(new CorpusCatalog(() => []), log), new ConsoleProgress(log, false, TimeProvider.System), log);
        trainer.Train(ArchitectureRegistry.Find("imdb-simple-rnn").For(own), new TrainOptions { Models = _folder.Path, Own = own, Id = "mine", Epochs = 1 }, default);

        var package = Path.Combine(_folder.Path, "mine");
        var evaluation = Evaluate(package, new EvaluationRequest { Own = own });
        (evaluation.Texts.Part, evaluation.Metrics.Count).Should().Be(("a tenth, stratified, seed 42", 6), "texts that were trained on say nothing");
        evaluation.Metrics.Accuracy.Should().Be(evaluation.Manifest.Training.Metrics["test_accuracy"]);

        File.AppendAllText(file, "yes,good\n");
        Evaluate(package, new EvaluationRequest { Own = own }).Metrics.Count.Should().Be(61, "these texts are others");
        FluentActions.Invoking(() => Evaluate(package, new EvaluationRequest())).Should().Throw<CorpusException>().WithMessage("mine was trained on 'own.csv'*--corpus FILE");
        Evaluate(package, new EvaluationRequest { Own = own with { TestFile = file } }).Texts.Part.Should().Be("all of own.csv");
    }

    private ModelEvaluation Evaluate(string folder, EvaluationRequest request)
    {
        var package = ModelPackage.Open(folder);
        using var classifier = Evaluator.Load(package);
        return Evaluator.Evaluate(package, classifier, _corpora.Find(package, request), default);
    }
}
