"""What the team writes of a year or of a whole convention, and what was published of it."""

from reviews.draft_reading.models import DraftReader as DraftReader
from reviews.models.edition import Edition as Edition
from reviews.models.evaluation import Appraisal as Appraisal
from reviews.models.evaluation import Attainment as Attainment
from reviews.models.evaluation import Evaluation as Evaluation
from reviews.models.evaluation import EvaluationEdition as EvaluationEdition
from reviews.models.evaluation import EvaluationPart as EvaluationPart
from reviews.models.evaluation import FourAnswers as FourAnswers
from reviews.models.opinion import PartnerOpinion as PartnerOpinion
from reviews.models.review import Review as Review
from reviews.models.review import ReviewEdition as ReviewEdition
from reviews.models.review import ReviewWord as ReviewWord
from reviews.next_plan.models import CarryOver as CarryOver
from reviews.next_plan.models import CarryState as CarryState
