import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import com.helger.phive.xrechnung.XRechnungValidation;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/**
 * Asks the official rules about each file named on a line of the standard input, and prints a line for each: its name
 * and the rules it breaks, separated by tabs. The ending says the form: .ubl.xml, .cii.xml, .xrechnung.xml, .pdf.
 */
public class Validate {
  static final ValidationExecutorSetRegistry<IValidationSourceXML> RULES = new ValidationExecutorSetRegistry<>();

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    EN16931Validation.initEN16931(RULES);
    XRechnungValidation.initXRechnung(RULES);
    VeraGreenfieldFoundryProvider.initialise();
    ExecutorService workers = Executors.newFixedThreadPool(Integer.parseInt(arguments[0]));
    List<Future<String>> answers = new ArrayList<>();
    for (String name : new BufferedReader(new InputStreamReader(System.in)).lines().toList())
      answers.add(workers.submit(() -> name + broken(name)));
    for (Future<String> answer : answers) System.out.println(answer.get());
    workers.shutdown();
  }

  static String broken(String name) throws Exception {
    StringBuilder line = new StringBuilder();
    List<String> rules = name.endsWith(".pdf") ? brokenByPdf(name) : brokenByXml(name);
    for (String rule : rules) line.append('\t').append(rule.replaceAll("\\s+", " "));
    return line.toString();
  }

  static List<String> brokenByXml(String name) throws Exception {
    var source = ValidationSourceXML.create(new FileSystemResource(new File(name)));
    var result = ValidationExecutionManager.executeValidation(
        IValidityDeterminator.createDefault(), RULES.getOfID(rulesOf(name)), source, Locale.ROOT);
    List<String> rules = new ArrayList<>();
    result.forEachFlattened(error -> {
      if (error.isError() || error.getErrorID() != null)
        rules.add((error.isError() ? "" : "(warning) ") + error.getErrorID() + ": " + error.getErrorText(Locale.ENGLISH));
    });
    return rules;
  }

  static DVRCoordinate rulesOf(String name) throws Exception {
    if (name.endsWith(".cii.xml")) return EN16931Validation.VID_CII_1314_2;
    boolean isCredit = Files.readString(Path.of(name)).contains("<CreditNote");
    if (name.endsWith(".xrechnung.xml"))
      return isCredit ? XRechnungValidation.VID_XRECHNUNG_UBL_CREDITNOTE_302 : XRechnungValidation.VID_XRECHNUNG_UBL_INVOICE_302;
    return isCredit ? EN16931Validation.VID_UBL_CREDIT_NOTE_1314_2 : EN16931Validation.VID_UBL_INVOICE_1314_2;
  }

  static List<String> brokenByPdf(String name) throws Exception {
    List<String> rules = new ArrayList<>();
    try (var parser = Foundries.defaultInstance().createParser(new File(name), PDFAFlavour.PDFA_3_B);
        var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_B, false)) {
      for (var assertion : validator.validate(parser).getTestAssertions())
        rules.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber() + ": " + assertion.getMessage());
    }
    return rules;
  }
}
