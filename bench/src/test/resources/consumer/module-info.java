/** A program that embeds Auriflow as a stranger would. */
module consumer {
    requires org.auriflow.inference;
}
